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

export const TICK_SPACING = 58;
/** Pixels by which a part's label stands further in than that of what it is a part of. */
export const INDENT = 10;
/** Rows that are as high have texts in their spans, and labels of their own. */
export const LABELLED = 14;
/** Spans that are as wide. */
export const LEAST_TEXT = 48;
/** Half the width of the mark of how a task ended. */
const MARK = 4;
/** Before and behind the time at the end of a run. */
const END_GAP = 8;

/**
 * The labels before the rows, those of parts further in.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Label[]} labels
 * @param {number} room
 * @param {Palette} palette
 * @param {number} marked The line whose labels are set apart; -1 for none.
 */
export function drawLabels(context, labels, room, palette, marked) {
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const { text, y, depth, line } of labels) {
    const left = depth * INDENT;
    context.font = `${line === marked && line >= 0 ? 700 : 400} ${palette.fontSize}px ${palette.font}`;
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
 * How tasks ended, where that is not simply done: a cross where one failed, a bar where it was ended; of those that would
 * cover each other, one.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {Columns} columns
 * @param {number[]} ends Places in the columns.
 * @param {Palette} palette
 */
export function drawEnds(context, scale, rows, columns, ends, palette) {
  const { start, kind } = columns;
  const size = Math.min(MARK, rows.rowHeight / 2 - 1);
  /** @type {Map<number, Float64Array>} */
  const drawn = new Map();
  for (const i of ends) {
    const x = scale.x(start[i]);
    if (x < scale.left - MARK || x > scale.left + scale.width + MARK) continue;
    const row = rowOf(rows, columns, i);
    const look = palette.byId.get(kind[i]);
    if (row === -1 || look === undefined) continue;
    const last = drawn.get(kind[i]) ?? new Float64Array(rows.rows).fill(-Infinity);
    drawn.set(kind[i], last);
    if (Math.abs(x - last[row]) < MARK / 2) continue;
    last[row] = x;
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

/** Widths of texts, by font and text: to measure one takes longer than to draw it. */
const widths = new Map();
const MOST_WIDTHS = 5_000;

/** @param {CanvasRenderingContext2D} context @param {string} text */
function widthOf(context, text) {
  const key = `${context.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > MOST_WIDTHS) widths.clear();
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

/**
 * What each span is, where there is room for its text within.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {Columns} columns
 * @param {number[]} spans Places in the columns.
 * @param {number} nowMs Where open spans end for now.
 * @param {Palette} palette
 * @param {(at: number) => string} textOf
 * @param {boolean} isFaint
 */
export function drawSpanTexts(context, scale, rows, columns, spans, nowMs, palette, textOf, isFaint) {
  const { start, end, kind } = columns;
  context.font = `${palette.fontSize * 0.92}px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const i of spans) {
    const look = palette.byId.get(kind[i]);
    const left = Math.max(scale.x(start[i]), scale.left);
    const right = Math.min(scale.x(Number.isNaN(end[i]) ? nowMs : end[i]), scale.left + scale.width);
    const row = rowOf(rows, columns, i);
    if (right - left < LEAST_TEXT || look === undefined || row === -1) continue;
    const whole = textOf(i);
    const text = [whole, withoutParts(whole)].find((each) => widthOf(context, each) <= right - left - 16) ?? '';
    if (text === '') continue;
    const x = left + 8;
    const top = row * rows.rowHeight;
    // A texture under text would make it hard to read.
    const inset = insetOf(rows) + 1;
    if (!isFaint) {
      context.fillStyle = look.ground;
      context.fillRect(x - 5, top + inset, widthOf(context, text) + 10, rows.rowHeight - 2 * inset);
    }
    context.fillStyle = isFaint ? palette.quiet : look.solid ? palette.onSolid : palette.ink;
    context.fillText(text, x, top + rows.rowHeight / 2 + 0.5);
  }
}

/**
 * Where a model comes to its end, and after how long.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {number} endMs
 * @param {Palette} palette
 * @param {boolean} isFaint It is only foretold.
 */
export function drawEndLine(context, scale, rows, endMs, palette, isFaint) {
  const x = Math.round(scale.x(endMs));
  context.fillStyle = isFaint ? palette.quiet : palette.ink;
  if (isFaint) for (let y = 0; y < rows.height; y += 6) context.fillRect(x, y, 2, 3);
  else context.fillRect(x, 0, 2, rows.height);
  context.font = endFont(palette, isFaint);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const text = duration(endMs);
  if (x + END_GAP + context.measureText(text).width < scale.left + scale.width) {
    context.fillText(text, x + END_GAP, rows.height / 2 + 0.5);
  }
}

/**
 * Pixels that the time at the end of a run takes behind its line.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} endMs
 * @param {Palette} palette
 */
export function endWidth(context, endMs, palette) {
  context.font = endFont(palette, false);
  return 2 * END_GAP + context.measureText(duration(endMs)).width;
}

/** @param {Palette} palette @param {boolean} isFaint */
const endFont = ({ fontSize, font }, isFaint) => `${isFaint ? 400 : 600} ${fontSize * 1.08}px ${font}`;

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
    // At the beginning there is no room before it.
    context.textAlign = x - scale.left < 8 ? 'left' : fits ? 'center' : 'right';
    context.fillStyle = palette.quiet;
    context.fillText(label, fits ? x : scale.left + scale.width, height / 2 - 2);
    context.fillStyle = palette.grid;
    context.fillRect(x, height - 5, 1, 5);
  }
}

/** How far what is drawn in a row keeps from its neighbours; CSS pixels. @param {Rows} rows */
export function insetOf({ rowHeight }) {
  return rowHeight >= 14 ? 2 : rowHeight >= 6 ? 1 : 0;
}
