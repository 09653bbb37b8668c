/* A small area chart above a model's lanes, on their axis. */

import { contextOf, make } from '../dom.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

/** CSS pixels. */
const HEIGHT = 34;
/** Room for the label above it. */
const TOP = 15;

/**
 * @typedef {object} Curve
 * @property {number[]} times In ms, in their order.
 * @property {number[]} values What there was then; straight lines lie between them.
 * @property {number} most What reaches the top.
 * @property {string} label
 */

/**
 * An element for the chart, hidden while there is nothing to show.
 *
 * @param {string} className
 * @param {(palette: Palette) => string} colour
 */
export function createChart(className, colour) {
  const canvas = make('canvas', { class: className, role: 'img', hidden: true });
  const context = contextOf(canvas);

  return {
    element: canvas,

    /** What the chart says, in a sentence; empty where there is nothing to show. @param {string} sentence */
    explain(sentence) {
      canvas.hidden = sentence === '';
      canvas.setAttribute('aria-label', sentence);
      canvas.title = sentence;
    },

    /**
     * @param {Curve} curve
     * @param {Scale} scale
     * @param {Palette} palette
     * @param {number} ratio
     * @param {number} endMs
     */
    draw(curve, scale, palette, ratio, endMs) {
      if (canvas.hidden) return;
      const width = Math.round((scale.left + scale.width) * ratio);
      const height = Math.round(HEIGHT * ratio);
      if (canvas.width !== width || canvas.height !== height) {
        Object.assign(canvas, { width, height });
        canvas.style.height = `${HEIGHT}px`;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, scale.left + scale.width, HEIGHT);
      context.fillStyle = colour(palette);
      context.save();
      context.beginPath();
      context.rect(scale.left, 0, scale.width, HEIGHT);
      context.clip();
      fillArea(context, scale, curve, endMs);
      context.restore();
      drawLabel(context, scale, curve.label, palette);
    },
  };
}

/**
 * Of the points that fall on one column of pixels, the highest is drawn, and the first and the last, to which the line
 * comes and from which it goes on.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {Curve} curve
 * @param {number} endMs
 */
function fillArea(context, scale, { times, values, most }, endMs) {
  const ratio = context.getTransform().a;
  /** @param {number} value */
  const y = (value) => HEIGHT - (value / most) * (HEIGHT - TOP);
  context.beginPath();
  // From the last point before the window to the first one behind it.
  const before = Math.max(placeOf(times, scale.fromMs) - 1, 0);
  context.moveTo(scale.x(times[before] ?? 0), y(0));
  let column = NaN;
  let first = 0;
  let peak = 0;
  let last = 0;
  const drawColumn = () => {
    if (Number.isNaN(column)) return;
    context.lineTo(column, y(first));
    context.lineTo(column, y(peak));
    context.lineTo(column, y(last));
  };
  let isInside = true;
  for (let i = before; i < times.length && isInside; i += 1) {
    const value = values[i];
    isInside = times[i] <= scale.toMs;
    const x = Math.round(scale.x(times[i]) * ratio) / ratio;
    if (x !== column) {
      drawColumn();
      column = x;
      first = peak = value;
    }
    peak = Math.max(peak, value);
    last = value;
  }
  drawColumn();
  const end = isInside ? scale.x(endMs) : column;
  context.lineTo(end, y(last));
  context.lineTo(end, y(0));
  context.fill();
}

/**
 * How many times come before one.
 *
 * @param {number[]} times
 * @param {number} ms
 */
function placeOf(times, ms) {
  let low = 0;
  for (let high = times.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (times[middle] < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {string} label
 * @param {Palette} palette
 */
function drawLabel(context, scale, label, palette) {
  context.font = `${palette.fontSize}px ${palette.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = palette.quiet;
  context.fillText(label, scale.left, TOP / 2);
}
