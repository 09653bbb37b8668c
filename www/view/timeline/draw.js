/* Draws, from what it is given, and remembers nothing. Lengths are CSS pixels; the context is scaled. */

import { duration, tickLabel } from '../format.js';
import { withoutParts } from './plan.js';
import { rowOf } from './rows.js';
import { ticks } from './scale.js';

/** @typedef {import('../../api-types.js').Columns} Columns */
/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./rows.js').Label} Label */
/** @typedef {import('./rows.js').Rows} Rows */
/** @typedef {import('./scale.js').Scale} Scale */

/**
 * @typedef {object} Spans
 * @property {Columns} columns
 * @property {number} length
 * @property {number} nowMs Where open spans end for now.
 */

export const TICK_SPACING = 58;
/** Pixels by which a part's label stands further in than that of what it is a part of. */
export const INDENT = 10;
const TEXTURED = 6;
const LABELLED = 14;
/** Half the width of the mark of how a task ended. */
export const MARK = 4;

/**
 * The ground: a track a row and, once there is something to measure, a line a tick of the axis.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {Palette} palette
 * @param {boolean} measured
 */
export function drawGround(context, scale, rows, palette, measured) {
  const inset = insetOf(rows);
  context.fillStyle = palette.track;
  if (inset === 0) context.fillRect(scale.left, 0, scale.width, rows.height);
  else {
    for (let row = 0; row < rows.rows; row += 1) {
      context.fillRect(scale.left, row * rows.rowHeight + inset, scale.width, rows.rowHeight - 2 * inset);
    }
  }
  if (!measured) return;
  context.fillStyle = palette.grid;
  for (const ms of ticks(scale, TICK_SPACING).at) context.fillRect(Math.round(scale.x(ms)), 0, 1, rows.height);
}

/**
 * The labels before the rows, those of parts further in.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Label[]} labels
 * @param {number} room
 * @param {Palette} palette
 */
export function drawLabels(context, labels, room, palette) {
  context.font = `${palette.fontSize}px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const { text, y, depth } of labels) {
    const left = depth * INDENT;
    context.fillStyle = depth === 0 ? palette.ink : palette.quiet;
    context.fillText(shortened(context, text, room - left), left, y + 0.5);
  }
}

/**
 * The text, cut in its middle so that a task's number at its end stays readable.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} room
 */
function shortened(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  for (let kept = Math.min(text.length - 1, 60); kept > 4; kept -= 1) {
    const tail = Math.floor(kept / 3);
    const short = `${text.slice(0, kept - tail)}…${text.slice(text.length - tail)}`;
    if (context.measureText(short).width <= room) return short;
  }
  return `${text.slice(0, 2)}…`;
}

/**
 * The spans that touch the window, kind by kind, at most one a pixel column and row for each kind:
 * what falls on pixels that its kind has painted already is passed over.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {Spans} spans
 * @param {Palette} palette
 * @param {{ fromMs: number, toMs: number }} window
 */
export function drawSpans(context, scale, rows, { columns, length, nowMs }, palette, { fromMs, toMs }) {
  const { start, end, task, kind } = columns;
  const { places, perRow, rowHeight } = rows;
  const inset = insetOf(rows);
  const height = rowHeight - 2 * inset;
  const ratio = context.getTransform().a;
  const pixel = 1 / ratio;
  const perMs = scale.width / scale.endMs;
  const paintedFrom = new Float64Array(rows.rows);
  const paintedTo = new Float64Array(rows.rows);
  for (const look of palette.looks) {
    const id = look.kind.id;
    context.fillStyle = height >= TEXTURED ? look.fill : look.flat;
    const edged = !look.solid && height >= TEXTURED;
    paintedFrom.fill(-1);
    paintedTo.fill(-1);
    for (let i = 0; i < length; i += 1) {
      if (kind[i] !== id || !(start[i] <= toMs)) continue;
      const until = end[i];
      const ends = until === until ? until : nowMs; // NaN is an open span's
      if (ends < fromMs) continue;
      const left = snap(scale.left + start[i] * perMs, ratio);
      const right = Math.max(snap(scale.left + ends * perMs, ratio), left + pixel);
      const place = places[task[i]];
      if (!(place >= 0)) continue; // its lane is not laid out yet
      const row = perRow === 1 ? place : Math.floor(place / perRow);
      if (left >= paintedFrom[row] && right <= paintedTo[row]) continue;
      paintedFrom[row] = left;
      paintedTo[row] = right;
      const top = row * rowHeight + inset;
      context.fillRect(left, top, right - left, height);
      if (edged) drawEdges(context, look, left, top, right - left, height);
    }
  }
}

/**
 * A firm line on both long sides of a hollow span.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import('./palette.js').Look} look
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
function drawEdges(context, look, left, top, width, height) {
  context.fillStyle = look.colour;
  context.fillRect(left, top, width, 1);
  context.fillRect(left, top + height - 1, width, 1);
  context.fillStyle = look.fill;
}

/**
 * How tasks ended, where that is not simply done: a cross where one failed, a bar where it was ended.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {Spans} spans
 * @param {Palette} palette
 * @param {{ fromMs: number, toMs: number }} window
 */
export function drawEnds(context, scale, rows, { columns, length }, palette, { fromMs, toMs }) {
  const { start, task, kind } = columns;
  const size = Math.min(MARK, rows.rowHeight / 2 - 1);
  for (let i = 0; i < length; i += 1) {
    const look = palette.byId.get(kind[i]);
    if (look?.kind.group !== 'end' || look.kind.word === 'done' || start[i] < fromMs || start[i] > toMs) continue;
    const row = rowOf(rows, task[i]);
    if (row === -1) continue;
    const x = scale.x(start[i]);
    const y = (row + 0.5) * rows.rowHeight;
    context.strokeStyle = look.colour;
    context.lineWidth = 2;
    context.beginPath();
    if (look.kind.word === 'failed' && size === MARK) {
      context.moveTo(x - size, y - size);
      context.lineTo(x + size, y + size);
      context.moveTo(x - size, y + size);
      context.lineTo(x + size, y - size);
    } else {
      context.moveTo(x, y - size - 1);
      context.lineTo(x, y + size + 1);
    }
    context.stroke();
  }
}

/**
 * What each span is, where there is room for its text within.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {Spans} spans
 * @param {Palette} palette
 * @param {(lane: number, step: number) => string} textOf
 */
export function drawSpanTexts(context, scale, rows, { columns, length, nowMs }, palette, textOf) {
  if (rows.rowHeight < LABELLED) return;
  const { start, end, task, step, kind } = columns;
  context.font = `${palette.fontSize * 0.92}px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const least = (48 * scale.endMs) / scale.width;
  for (let i = 0; i < length; i += 1) {
    const ms = (Number.isNaN(end[i]) ? nowMs : end[i]) - start[i];
    const look = palette.byId.get(kind[i]);
    if (!(ms >= least) || look?.kind.group !== 'span') continue;
    const row = rowOf(rows, task[i]);
    if (row === -1) continue;
    const whole = textOf(task[i], step[i]);
    const room = (ms / scale.endMs) * scale.width - 16;
    const text = [whole, withoutParts(whole)].find((each) => context.measureText(each).width <= room) ?? '';
    if (text === '') continue;
    const width = context.measureText(text).width;
    const x = scale.x(start[i]) + 8;
    const top = row * rows.rowHeight;
    // A texture under text would make it hard to read.
    const inset = insetOf(rows) + 1;
    context.fillStyle = look.ground;
    context.fillRect(x - 5, top + inset, width + 10, rows.rowHeight - 2 * inset);
    context.fillStyle = look.solid ? palette.onSolid : palette.ink;
    context.fillText(text, x, top + rows.rowHeight / 2 + 0.5);
  }
}

/**
 * Where a model came to its end, and after how long.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {number} endMs
 * @param {Palette} palette
 */
export function drawEndLine(context, scale, rows, endMs, palette) {
  const x = Math.round(scale.x(endMs));
  context.fillStyle = palette.ink;
  context.fillRect(x, 0, 2, rows.height);
  context.font = `600 ${palette.fontSize * 1.08}px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const text = duration(endMs);
  if (x + 8 + context.measureText(text).width < scale.left + scale.width) {
    context.fillText(text, x + 8, rows.height / 2 + 0.5);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {number} height
 * @param {Palette} palette
 */
export function drawAxis(context, scale, height, palette) {
  const { step, at } = ticks(scale, TICK_SPACING);
  context.font = `${palette.fontSize}px ${palette.font}`;
  context.textBaseline = 'middle';
  for (const ms of at) {
    const x = Math.round(scale.x(ms));
    const label = tickLabel(ms, step);
    const fits = x + context.measureText(label).width / 2 <= scale.left + scale.width;
    context.textAlign = ms === 0 ? 'left' : fits ? 'center' : 'right';
    context.fillStyle = palette.quiet;
    context.fillText(label, fits ? x : scale.left + scale.width, height / 2 - 2);
    context.fillStyle = palette.grid;
    context.fillRect(x, height - 5, 1, 5);
  }
}

/** @param {Rows} rows */
function insetOf({ rowHeight }) {
  return rowHeight >= 14 ? 2 : rowHeight >= 6 ? 1 : 0;
}

/**
 * To whole device pixels: edges stay sharp, and a span drawn in parts has no seams.
 *
 * @param {number} x
 * @param {number} ratio
 */
function snap(x, ratio) {
  return Math.round(x * ratio) / ratio;
}
