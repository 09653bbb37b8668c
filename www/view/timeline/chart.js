/* A small area chart above a model's lanes, on their axis. */

import { contextOf, make } from '../dom.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

/** How high it is, of the height of its label's letters. */
const HEIGHT = 2.8;
/** And the room for the label above it. */
const TOP = 1.25;

/** In CSS pixels. @param {Palette} palette */
const sizes = ({ fontSize }) => ({ whole: Math.round(HEIGHT * fontSize), top: Math.round(TOP * fontSize) });

/**
 * @typedef {object} Curve
 * @property {ArrayLike<number>} times In ms, in their order.
 * @property {ArrayLike<number>} values What there was then.
 * @property {boolean} isStepped Whether that stays until the next time; else straight lines lie between them.
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
      const size = sizes(palette);
      const height = Math.round(size.whole * ratio);
      if (canvas.width !== width || canvas.height !== height) {
        Object.assign(canvas, { width, height });
        canvas.style.height = `${size.whole}px`;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, scale.left + scale.width, size.whole);
      context.fillStyle = colour(palette);
      context.save();
      context.beginPath();
      context.rect(scale.left, 0, scale.width, size.whole);
      context.clip();
      fillArea(context, scale, curve, endMs, size);
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
 * @param {{ whole: number, top: number }} size
 */
function fillArea(context, scale, { times, values, most, isStepped }, endMs, { whole, top }) {
  const ratio = context.getTransform().a;
  /** @param {number} value */
  const y = (value) => whole - (value / most) * (whole - top);
  context.beginPath();
  // From the last point before the window to the first one behind it.
  let at = Math.max(placeOf(times, scale.fromMs) - 1, 0);
  context.moveTo(scale.x(times[at] ?? 0), y(0));
  let end = scale.x(endMs);
  let last = 0;
  while (at < times.length) {
    const column = Math.round(scale.x(times[at]) * ratio);
    const x = column / ratio;
    if (isStepped) context.lineTo(x, y(last));
    context.lineTo(x, y(values[at]));
    if (times[at] > scale.toMs) {
      end = x;
      last = values[at];
      break;
    }
    // Where the next column begins: up to there points are passed over quickly.
    const untilMs = Math.min(scale.ms((column + 0.5) / ratio), scale.toMs);
    let peak = values[at];
    for (at += 1; at < times.length && times[at] < untilMs; at += 1) if (values[at] > peak) peak = values[at];
    last = values[at - 1];
    // A pixel wide, or what goes up and down within one would not be seen.
    context.lineTo(x, y(peak));
    context.lineTo(x + 1 / ratio, y(peak));
    context.lineTo(x + 1 / ratio, y(last));
  }
  context.lineTo(end, y(last));
  context.lineTo(end, y(0));
  context.fill();
}

/**
 * How many times come before one.
 *
 * @param {ArrayLike<number>} times
 * @param {number} ms
 */
export function placeOf(times, ms) {
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
  context.fillText(label, scale.left, sizes(palette).top / 2);
}
