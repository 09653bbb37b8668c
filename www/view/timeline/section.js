/*
 * One model on the timeline: its heading and its canvas. It draws finished spans once and, while the
 * run goes on, only the stretch since it last drew.
 */

import { contextOf, make } from '../dom.js';
import { duration, times } from '../format.js';
import { drawEndLine, drawEnds, drawGround, drawLabels, drawSpans, drawSpanTexts, MARK } from './draw.js';
import { labelsOf, layOut } from './lanes.js';

/** @typedef {import('../../api-types.js').TraceModel} TraceModel */
/** @typedef {import('../../api-types.js').ModelDescription} ModelDescription */
/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {import('./scale.js').Scale} Scale */

const LABEL_LEAST = 13;
const CLOCK_STEP_MS = 100;

/** @typedef {ReturnType<typeof createSection>} Section */

/** @param {ModelDescription} description */
export function createSection(description) {
  const clock = make('span', { class: 'model-clock' });
  const heading = make('h3', {}, description.name);
  if (description.note !== '') heading.append(' ', make('span', { class: 'model-note' }, description.note));
  const canvas = make('canvas', {
    tabindex: 0,
    role: 'img',
    'aria-label': `Timeline of ${description.name}`,
    'aria-describedby': 'timeline-keys',
  });
  const outline = make('div', { class: 'span-outline', hidden: true });
  const lost = make('p', { class: 'quiet', hidden: true });
  const element = make(
    'section',
    { class: 'model-section' },
    make('div', { class: 'model-head' }, heading, clock),
    make('div', { class: 'model-canvas' }, canvas, outline),
    lost,
  );
  const context = contextOf(canvas);

  /** @type {TraceModel | null} */
  let model = null;
  let lanes = layOut(0, 100);
  let shownClock = -Infinity;
  // What the canvas shows already.
  let drawnToMs = 0;
  let drawnLength = 0;
  let endDrawn = false;
  /** @type {number[]} Rows of the trace that were open when they were drawn. */
  let open = [];

  /** How long the model has been, or was, running. */
  function elapsed() {
    if (model === null) return 0;
    const now = performance.timeOrigin + performance.now();
    return Math.max((model.endMs ?? now) - model.startMs, 0);
  }

  function spans() {
    if (model === null) return null;
    return { columns: model.columns, length: model.length, nowMs: elapsed() };
  }

  /**
   * @param {Scale} scale
   * @param {number} ratio
   */
  function resize(scale, ratio) {
    const width = Math.round((scale.left + scale.width) * ratio);
    const height = Math.round(lanes.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.height = `${lanes.height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /**
   * Draws everything.
   *
   * @param {Scale} scale
   * @param {Palette} palette
   * @param {Plan} plan
   * @param {number} ratio
   */
  function drawAll(scale, palette, plan, ratio) {
    resize(scale, ratio);
    context.clearRect(0, 0, scale.left + scale.width, lanes.height);
    drawGround(context, scale, lanes, palette, model !== null);
    drawLabels(context, labelsOf(lanes, model?.taskNames ?? plan.nameOf, plan.lines, LABEL_LEAST), scale.left - 8, palette);
    const all = spans();
    drawnToMs = 0;
    drawnLength = 0;
    open = [];
    endDrawn = false;
    if (all === null || model === null) return;
    const window = { fromMs: -Infinity, toMs: Infinity };
    drawSpans(context, scale, lanes, all, palette, window);
    drawEnds(context, scale, lanes, all, palette, window);
    drawSpanTexts(context, scale, lanes, all, palette, plan.stepText);
    if (model.endMs !== null) drawEndLine(context, scale, lanes, all.nowMs, palette);
    note(all);
    endDrawn = model.endMs !== null;
  }

  /**
   * Draws what has come since: nothing at all if nothing has.
   *
   * @param {Scale} scale
   * @param {Palette} palette
   */
  function drawNew(scale, palette) {
    const all = spans();
    if (all === null) return;
    const { columns, length, nowMs } = all;
    const ratio = context.getTransform().a;
    const pixelMs = scale.endMs / scale.width / ratio;
    if (length === drawnLength && (open.length === 0 || nowMs - drawnToMs < pixelMs)) return;
    let fromMs = open.length > 0 ? drawnToMs : nowMs;
    for (let i = drawnLength; i < length; i += 1) fromMs = Math.min(fromMs, columns.start[i]);
    for (const row of open) if (columns.end[row] < fromMs) fromMs = columns.end[row];
    // A mark reaches beyond its instant: the window has to hold it whole.
    const marginMs = (MARK + 2) * (scale.endMs / scale.width);
    const window = { fromMs: Math.max(0, fromMs - marginMs), toMs: nowMs + marginMs };
    // A clip between device pixels would leave seams.
    const left = Math.floor(scale.x(window.fromMs) * ratio) / ratio;
    const right = Math.ceil(scale.x(window.toMs) * ratio) / ratio;
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, lanes.height);
    context.clip();
    context.clearRect(left, 0, right - left, lanes.height);
    drawGround(context, scale, lanes, palette, true);
    drawSpans(context, scale, lanes, all, palette, window);
    drawEnds(context, scale, lanes, all, palette, window);
    context.restore();
    note(all);
  }

  /** @param {import('./draw.js').Spans} all */
  function note({ columns, length, nowMs }) {
    open = open.filter((row) => Number.isNaN(columns.end[row]));
    for (let i = drawnLength; i < length; i += 1) if (Number.isNaN(columns.end[i])) open.push(i);
    drawnLength = length;
    drawnToMs = nowMs;
  }

  /** @param {number | null} [speedup] */
  function showClock(speedup = null) {
    const ms = elapsed();
    if (model === null) clock.textContent = '';
    else if (model.endMs !== null) {
      clock.textContent = duration(ms);
      if (speedup !== null && description.id !== 'sequential') clock.append(' ', make('span', { class: 'quiet' }, `${times(speedup)} as fast as sequential`));
    } else if (Math.abs(ms - shownClock) >= CLOCK_STEP_MS) {
      shownClock = ms;
      clock.textContent = `${(ms / 1_000).toFixed(1)} s`;
    }
  }

  return {
    id: description.id,
    name: description.name,
    element,
    canvas,
    outline,
    get lanes() {
      return lanes;
    },
    get model() {
      return model;
    },
    get isOver() {
      return model !== null && model.endMs !== null;
    },
    /** Whether its end has come since it was drawn whole. */
    get isStale() {
      return model !== null && model.endMs !== null && !endDrawn;
    },
    elapsed,
    spans,
    drawAll,
    drawNew,
    showClock,

    /**
     * @param {TraceModel | null} next
     * @param {number} tasks
     * @param {number} room
     * @returns {boolean} Whether everything has to be drawn anew.
     */
    follow(next, tasks, room) {
      const before = { startMs: model?.startMs, height: lanes.height, tasks: lanes.tasks };
      model = next;
      lanes = layOut(next?.tasks || tasks, room);
      lost.hidden = !next?.dropped;
      if (next?.dropped) lost.textContent = `${next.dropped.toLocaleString('en')} spans came too fast to be recorded.`;
      return before.startMs !== model?.startMs || before.height !== lanes.height || before.tasks !== lanes.tasks;
    },
  };
}
