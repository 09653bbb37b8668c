/* What measurements say: each figure, its ratio to each peer's, and whether the target is met. */

import { median, quantile, ratio } from './statistics.mjs';

/** @typedef {import('./measure.mjs').Bound} Bound */

/**
 * One line of the results. `ratio` is ours / peer, in the unit given.
 *
 * @typedef {object} Result
 * @property {string} id
 * @property {string} unit
 * @property {number} ours
 * @property {string | null} peer Nobody, where the target is a figure itself.
 * @property {number | null} peer_value
 * @property {number | null} ratio
 * @property {string | null} target
 * @property {boolean | null} ok
 */

/**
 * What stands beside a result.
 *
 * @typedef {Result & { what: string, p95: number, cold: number | null, peer_p95: number | null, peer_cold: number | null, interval: number[] | null, rounds: number, load: number }} Detail
 */

/** @param {import('./measure.mjs').Measurements} measurements @returns {Detail[]} */
export function judge({ row, rounds, cold, load }) {
  return row.figures.flatMap((figure) => {
    const series = (name) => rounds[name].map(figure.of);
    const first = (name) => (cold[name].length > 0 ? median(cold[name].map(figure.of)) : null);
    const name = figure.ours ?? 'ours';
    const ours = series(name);
    const common = {
      id: figure.id,
      what: figure.what ?? row.what,
      unit: figure.unit,
      ours: median(ours),
      p95: quantile(ours, 0.95),
      cold: first(name),
      rounds: ours.length,
      load: median(load),
    };
    const nobody = { peer: null, peer_value: null, peer_p95: null, peer_cold: null, ratio: null, interval: null };
    const alone = { ...common, ...nobody, ...verdict(common.ours, figure.target, figure.unit) };
    const compared = Object.entries(figure.against).map(([peer, bound]) => {
      const theirs = series(peer);
      const against = ratio(ours, theirs);
      const values = { peer, peer_value: median(theirs), peer_p95: quantile(theirs, 0.95), peer_cold: first(peer) };
      return { ...common, ...values, ...against, ...verdict(against.ratio, bound, '×') };
    });
    return figure.target || compared.length === 0 ? [alone, ...compared] : compared;
  });
}

/** @param {number} value @param {Bound | undefined} bound @param {string} unit */
function verdict(value, bound, unit) {
  if (bound?.most !== undefined) return { target: `≤ ${bound.most} ${unit}`, ok: value <= bound.most };
  if (bound?.least !== undefined) return { target: `≥ ${bound.least} ${unit}`, ok: value >= bound.least };
  return { target: null, ok: null };
}

/** @param {Detail} detail @returns {Result} */
export function result({ id, unit, ours, peer, peer_value, ratio, target, ok }) {
  return { id, unit, ours, peer, peer_value, ratio, target, ok };
}
