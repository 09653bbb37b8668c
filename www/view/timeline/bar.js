/* The controls over the timeline: what has a lane, and what part of the time is shown. */

import { make } from '../dom.js';
import { keep, read } from '../store.js';

/** @typedef {import('./rows.js').By} By */

const STEP = 2;

/** @type {[By, string, string][]} */
const LANES = [
  ['tasks', 'Tasks', 'A lane for each task and its parts'],
  ['threads', 'Threads', 'A lane for each thread: the loop, workers, processes'],
];

/**
 * @param {ReturnType<typeof import('./view.js').createView>} view
 * @param {() => void} changed What has a lane, or whether there are charts.
 */
export function createBar(view, changed) {
  /** @type {By} */
  let by = read('lanes') === 'threads' ? 'threads' : 'tasks';
  let charts = read('charts') !== 'no';
  const lanes = LANES.map(([id, name, title]) => {
    const button = make('button', { type: 'button', class: 'small', title, 'aria-pressed': String(by === id) }, name);
    button.addEventListener('click', () => {
      by = id;
      keep('lanes', id);
      lanes.forEach((each, i) => each.setAttribute('aria-pressed', String(LANES[i][0] === id)));
      changed();
    });
    return button;
  });
  const chart = make('button', { type: 'button', class: 'small', title: 'Charts above the lanes: tasks in flight, cores busy, lag of the loop', 'aria-pressed': String(charts) }, 'Charts');
  chart.addEventListener('click', () => {
    charts = !charts;
    keep('charts', charts ? 'yes' : 'no');
    chart.setAttribute('aria-pressed', String(charts));
    changed();
  });
  const middle = () => (view.fromMs + view.toMs) / 2;
  const element = make(
    'div',
    { class: 'timeline-bar' },
    make('div', { class: 'segments', role: 'group', 'aria-label': 'Lanes by' }, ...lanes),
    make('div', { class: 'segments' }, chart),
    make(
      'div',
      { class: 'segments', role: 'group', 'aria-label': 'Time shown' },
      action('−', 'Show more time (−)', () => view.zoom(1 / STEP, middle())),
      action('+', 'Show less time (+)', () => view.zoom(STEP, middle())),
      action('Fit', 'Fit all (0)', () => view.fit()),
    ),
  );
  return {
    element,
    get by() {
      return by;
    },
    get charts() {
      return charts;
    },
  };
}

/** @param {string} text @param {string} title @param {() => void} act */
function action(text, title, act) {
  const button = make('button', { type: 'button', class: 'small', title, 'aria-label': title.replace(/ \(.\)$/, '') }, text);
  button.addEventListener('click', act);
  return button;
}
