/* A small area chart above a model's lanes, on their axis. */

import { contextOf, make } from '../dom.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

/** Room for the label above it. */
const TOP = 16;

/**
 * @typedef {object} Curve
 * @property {[number, number][]} points Times in ms, and what there was; straight lines lie between them.
 * @property {number} most What reaches the top.
 * @property {string} label
 */

/**
 * An element for the chart, hidden while there is nothing to show.
 *
 * @param {string} className
 * @param {number} height CSS pixels.
 * @param {(palette: Palette) => string} colour
 */
export function createChart(className, height, colour) {
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
      canvas.width = Math.round((scale.left + scale.width) * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = `${height}px`;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.fillStyle = colour(palette);
      context.save();
      context.beginPath();
      context.rect(scale.left, 0, scale.width, height);
      context.clip();
      fillArea(context, scale, curve, height, endMs);
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
 * @param {number} height
 * @param {number} endMs
 */
function fillArea(context, scale, { points, most }, height, endMs) {
  const ratio = context.getTransform().a;
  /** @param {number} value */
  const y = (value) => height - (value / most) * (height - TOP);
  context.beginPath();
  context.moveTo(scale.x(0), y(0));
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
  for (const [ms, value] of points) {
    const x = Math.round(scale.x(ms) * ratio) / ratio;
    if (x !== column) {
      drawColumn();
      column = x;
      first = peak = value;
    }
    peak = Math.max(peak, value);
    last = value;
  }
  drawColumn();
  context.lineTo(scale.x(endMs), y(last));
  context.lineTo(scale.x(endMs), y(0));
  context.fill();
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
