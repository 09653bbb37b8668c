/*
 * The timeline's own pictures of one model's run, frame by frame while the window moves, and naive ones beside them. A
 * frame is drawn, and its first pixel read: what the browser has put off is done by then.
 */

import { RunTrace } from '../../www/trace.js';
import { readPalette } from '../../www/view/timeline/palette.js';
import { createPlan } from '../../www/view/timeline/plan.js';
import { createScale } from '../../www/view/timeline/scale.js';
import { createSection } from '../../www/view/timeline/section.js';
import { drawNaively } from './peers/draw.js';

/** CSS pixels, and device pixels too. */
const WIDTH = 1_200;
/** As high as one model's lanes may be, and so low that no row has a texture: there pixels are compared. */
const ROOM = 320;
const LOW_ROOM = 160;
/** So many zooms in and so many moves, and back again. */
const STEPS = 12;
/** Of the pixels so many may show something else than spans: the line at the run's end, and its time. */
const MOST_WRONG = 0.005;

/** @typedef {ReturnType<typeof prepare>} Prepared */
/** @type {Map<string, Prepared>} */
const prepared = new Map();

/**
 * The 95th percentile of the time that a frame takes, while the window zooms in, moves, and zooms out; `sum` is how many
 * spans there are.
 *
 * @param {any[]} kinds As the module describes them.
 * @param {'ours' | 'naive'} whose
 * @param {number} spans
 * @param {number} tasks
 */
export function draw(kinds, whose, spans, tasks) {
  const key = `${spans} of ${tasks}`;
  const its = prepared.get(key) ?? prepare(kinds, spans, tasks);
  if (!prepared.has(key)) compare(its);
  prepared.set(key, its);
  const { section, naive, palette, trace, order, wholeMs } = its;
  section.layOut('tasks', ROOM, 1);
  const frames = [];
  for (const scale of windows(wholeMs)) {
    const since = performance.now();
    if (whose === 'ours') section.draw(scale, palette, 1, false);
    else drawNaively(naive, scale, section.rows, trace.columns, order, palette);
    firstPixel(whose === 'ours' ? section.canvas : naive);
    frames.push(performance.now() - since);
  }
  frames.sort((a, b) => a - b);
  return { ms: frames[Math.ceil(0.95 * frames.length) - 1], sum: spans, bytes: 0 };
}

/** @param {number} wholeMs */
function* windows(wholeMs) {
  const steps = Array.from({ length: STEPS }, (_, step) => step);
  for (const step of [...steps, ...steps.toReversed()]) {
    const length = wholeMs / 1.5 ** step;
    for (const moved of [0, 0.1]) yield createScale(0, WIDTH, (wholeMs - length) * (0.4 + moved), (wholeMs - length) * (0.4 + moved) + length);
  }
}

/**
 * A run of tasks that did one thing after the other, with a rest now and then.
 *
 * @param {any[]} kinds
 * @param {number} spans
 * @param {number} tasks
 */
function prepare(kinds, spans, tasks) {
  const trace = new RunTrace('event-loop', '', tasks, (task) => `task ${task}`, 0, () => 'span');
  const shown = kinds.filter(({ group }) => group === 'span').map(({ id }) => id);
  const reached = new Float64Array(tasks);
  let seed = 1;
  const drawn = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let i = 0; i < spans; i += 1) {
    const task = i % tasks;
    const start = reached[task] + (drawn() < 0.2 ? drawn() * 5 : 0);
    reached[task] = start + drawn() * 10;
    trace.push(start, reached[task], task, 0, shown[Math.floor(drawn() * shown.length)], i % 4);
  }
  const wholeMs = reached.reduce((most, ms) => Math.max(most, ms));
  const byId = new Map(kinds.map((kind) => [kind.id, kind]));
  const model = { id: trace.id, name: 'Event loop', note: '', summary: '', needsThreads: false, withoutGil: null, main: 'loop', others: 'worker' };
  const section = createSection(model, (kind) => byId.get(kind));
  document.body.replaceChildren(section.element);
  // Seen while it goes on, so that it has its charts.
  section.follow(trace, createPlan([]));
  trace.endMs = trace.startMs + wholeMs;
  section.follow(trace, createPlan([]));
  const palette = readPalette(kinds, document.body, 1);
  const { kind } = trace.columns;
  const order = Uint32Array.from({ length: spans }, (_, i) => i).sort((a, b) => palette.rank[kind[a]] - palette.rank[kind[b]]);
  return { section, naive: document.createElement('canvas'), palette, trace, order, wholeMs };
}

/**
 * Fails where a picture of the whole or of a part shows what is not there, or does not show what is: the naive one at all,
 * ours beside its place by more than a pixel.
 *
 * @param {Prepared} prepared
 */
function compare({ section, naive, palette, trace, order, wholeMs }) {
  section.layOut('tasks', LOW_ROOM, 1);
  const { rows } = section;
  for (const scale of [createScale(0, WIDTH, 0, wholeMs), createScale(0, WIDTH, wholeMs / 3, wholeMs / 2)]) {
    section.draw(scale, palette, 1, false);
    drawNaively(naive, scale, rows, trace.columns, order, palette);
    const there = looksOf(trace, scale, rows, palette);
    for (const [canvas, reach] of /** @type {const} */ ([[section.canvas, 1], [naive, 0]])) {
      let wrong = 0;
      for (let row = 0; row < rows.rows; row += 1) {
        const shown = ranksAt(canvas, Math.floor((row + 0.5) * rows.rowHeight), palette);
        const its = there.subarray(row * WIDTH, (row + 1) * WIDTH);
        for (let x = 1; x < WIDTH - 1; x += 1) {
          const near = reach === 0 ? its[x] : its[x - 1] | its[x] | its[x + 1];
          const most = reach === 0 ? shown[x] : Math.max(shown[x - 1], shown[x], shown[x + 1]);
          if ((shown[x] >= 0 && (near & (1 << shown[x])) === 0) || most < 31 - Math.clz32(its[x])) wrong += 1;
        }
      }
      if (wrong > MOST_WRONG * rows.rows * WIDTH) throw new Error(`${wrong} pixels of the ${canvas === naive ? 'naive' : 'timeline’s'} picture are wrong`);
    }
  }
}

/**
 * Which looks are on each pixel of each row, by their bits.
 *
 * @param {RunTrace} trace
 * @param {import('../../www/view/timeline/scale.js').Scale} scale
 * @param {import('../../www/view/timeline/rows.js').Rows} rows
 * @param {import('../../www/view/timeline/palette.js').Palette} palette
 */
function looksOf({ columns: { start, end, task, kind }, length }, scale, { rows, places, perRow }, { rank }) {
  const looks = new Uint32Array(rows * WIDTH);
  for (let i = 0; i < length; i += 1) {
    const first = Math.floor(places[task[i]] / perRow) * WIDTH;
    const left = Math.round(scale.x(start[i]));
    const right = Math.max(Math.round(scale.x(end[i])), left + 1);
    for (let x = Math.max(left, 0); x < Math.min(right, WIDTH); x += 1) looks[first + x] |= 1 << rank[kind[i]];
  }
  return looks;
}

/**
 * What a line of pixels shows: places in the palette; -1 for none.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} y
 * @param {import('../../www/view/timeline/palette.js').Palette} palette
 */
function ranksAt(canvas, y, { looks }) {
  const ranks = new Map(looks.map(({ pixels }, rank) => [pixels.flat, rank]));
  const { data } = canvas.getContext('2d').getImageData(0, y, WIDTH, 1);
  return Array.from(new Uint32Array(data.buffer), (pixel) => ranks.get(pixel) ?? -1);
}

/** @param {HTMLCanvasElement} canvas */
function firstPixel(canvas) {
  return canvas.getContext('2d').getImageData(0, 0, 1, 1).data[0];
}
