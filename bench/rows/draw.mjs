import { onPage } from '../driver/contestants.mjs';

const naive = (spans, tasks) => ({ 'fillRect per span': onPage('draw', 'naive', spans, tasks) });
const time = ({ ms }) => ms;

/** One model's spans, in as many lanes as there are tasks. */
function row(id, spans, tasks, { target, peers = {}, most }) {
  return {
    id: `draw/${id}`,
    what: `a frame while ${spans.toLocaleString('en')} spans of ${tasks.toLocaleString('en')} tasks are zoomed and moved (95th percentile)`,
    rounds: { quick: 3, full: 7 },
    contestants: { ours: onPage('draw', 'ours', spans, tasks), ...peers },
    sum: spans,
    figures: [{ id: `draw/${id}`, unit: 'ms', of: time, target: { most: target }, against: Object.fromEntries(Object.keys(peers).map((peer) => [peer, { most }])) }],
  };
}

/** @type {import('../driver/measure.mjs').Row[]} */
export default [
  row('100k', 100_000, 40, { target: 4, peers: naive(100_000, 40), most: 0.033 }),
  row('100k-lanes', 100_000, 1_000, { target: 4, peers: naive(100_000, 1_000), most: 0.033 }),
  row('1M', 1_000_000, 40, { target: 16 }),
  row('1M-lanes', 1_000_000, 10_000, { target: 16 }),
];
