/*
 * One model on the timeline: its heading and its canvas. It draws finished spans once and, while the
 * run goes on, only the stretch since it last drew.
 */

import { contextOf, make } from '../dom.js';
import { duration, times } from '../format.js';
import { drawEndLine, drawEnds, drawGround, drawLabels, drawSpans, drawSpanTexts, MARK } from './draw.js';
import { createLag } from './lag.js';
import { Lanes } from './lanes.js';
import { labelsOf, layOut } from './rows.js';
import { createWaiting } from './waiting.js';

/** @typedef {import('../../api-types.js').ModelDescription} ModelDescription */
/** @typedef {import('../../api-types.js').ModelResult} ModelResult */
/** @typedef {import('../../api-types.js').TraceModel} TraceModel */
/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {import('./scale.js').Scale} Scale */

const LABEL_LEAST = 13;
const CLOCK_STEP_MS = 100;

/** @typedef {ReturnType<typeof createSection>} Section */

/**
 * @param {ModelDescription} description
 * @param {(kind: number) => string | undefined} groupOf What sort of thing a record of this kind tells.
 */
export function createSection(description, groupOf) {
  const clock = make('span', { class: 'model-clock' });
  const heading = make('h3', {}, description.name);
  if (description.note !== '') heading.append(' ', make('span', { class: 'model-note' }, description.note));
  const waiting = createWaiting(description.name);
  const lag = createLag(description.name);
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
    waiting.element,
    lag.element,
    make('div', { class: 'model-canvas' }, canvas, outline),
    lost,
  );
  const context = contextOf(canvas);

  /** @type {TraceModel | null} */
  let model = null;
  /** @type {ModelResult | null} */
  let result = null;
  let lanes = new Lanes(0);
  /** Records that have been searched for parts and beats. */
  let searched = 0;
  let rows = layOut(lanes, 100);
  /** @type {number | undefined} */
  let shownStartMs;
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

  /** @param {Plan} plan */
  function labels(plan) {
    return labelsOf(rows, model?.taskNames ?? plan.nameOf, plan.lines, LABEL_LEAST);
  }

  /** Adds the parts that have been made since, and how late the loop was. */
  function search() {
    if (model === null) return;
    const { start, end, task, step, kind } = model.columns;
    for (; searched < model.length; searched += 1) {
      const group = groupOf(kind[searched]);
      if (group === 'link') lanes.add(task[searched], end[searched], step[searched]);
      else if (group === 'beat') lag.add(start[searched], end[searched]);
    }
  }

  /**
   * @param {Scale} scale
   * @param {number} ratio
   */
  function resize(scale, ratio) {
    const width = Math.round((scale.left + scale.width) * ratio);
    const height = Math.round(rows.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.height = `${rows.height}px`;
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
    context.clearRect(0, 0, scale.left + scale.width, rows.height);
    drawGround(context, scale, rows, palette, model !== null);
    drawLabels(context, labels(plan), scale.left - 8, palette);
    const all = spans();
    drawnToMs = 0;
    drawnLength = 0;
    open = [];
    endDrawn = false;
    if (all === null || model === null) return;
    const window = { fromMs: -Infinity, toMs: Infinity };
    drawSpans(context, scale, rows, all, palette, window);
    drawEnds(context, scale, rows, all, palette, window);
    drawSpanTexts(context, scale, rows, all, palette, (lane, step) => plan.stepText(lanes.taskOf(lane), step));
    if (model.endMs !== null) drawEndLine(context, scale, rows, all.nowMs, palette);
    waiting.draw(scale, palette, ratio, all.nowMs);
    lag.draw(scale, palette, ratio, all.nowMs);
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
    context.rect(left, 0, right - left, rows.height);
    context.clip();
    context.clearRect(left, 0, right - left, rows.height);
    drawGround(context, scale, rows, palette, true);
    drawSpans(context, scale, rows, all, palette, window);
    drawEnds(context, scale, rows, all, palette, window);
    context.restore();
    lag.draw(scale, palette, ratio, nowMs);
    note(all);
  }

  /** @param {import('./draw.js').Spans} all */
  function note({ columns, length, nowMs }) {
    open = open.filter((row) => Number.isNaN(columns.end[row]));
    for (let i = drawnLength; i < length; i += 1) if (Number.isNaN(columns.end[i])) open.push(i);
    drawnLength = length;
    drawnToMs = nowMs;
  }

  function showClock() {
    const ms = elapsed();
    const speedup = result?.speedup ?? null;
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
    get rows() {
      return rows;
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
    labels,
    drawAll,
    drawNew,
    showClock,

    /**
     * Takes in what has become known.
     *
     * @param {TraceModel | null} next
     * @param {number} tasks
     * @returns {boolean} Whether it has to be laid out anew.
     */
    follow(next, tasks) {
      const count = next?.tasks || tasks;
      if (next !== model || count !== lanes.tasks) {
        model = next;
        lanes = new Lanes(count);
        searched = 0;
        lag.clear();
      }
      search();
      lost.hidden = !next?.dropped;
      if (next?.dropped) lost.textContent = `${next.dropped.toLocaleString('en')} spans came too fast to be recorded.`;
      return rows.lanes !== lanes || rows.count !== lanes.count || shownStartMs !== model?.startMs;
    },

    /**
     * Gives every lane its row.
     *
     * @param {number} room Most height in CSS pixels.
     */
    layOut(room) {
      rows = layOut(lanes, room);
      shownStartMs = model?.startMs;
    },

    /** @param {ModelResult | null} next */
    showResult(next) {
      result = next;
      waiting.show(next?.waiting ?? []);
    },

    /**
     * The name of a task or part, in full.
     *
     * @param {number} lane
     * @param {Plan} plan
     */
    nameOf(lane, plan) {
      return lanes.fullNameOf(lane, model?.taskNames ?? plan.nameOf, plan.stepWord);
    },

    /**
     * The text of a step of a task or part.
     *
     * @param {number} lane
     * @param {number} step
     * @param {Plan} plan
     */
    stepText(lane, step, plan) {
      return plan.stepText(lanes.taskOf(lane), step);
    },
  };
}
