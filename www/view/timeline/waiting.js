/* The chart above a model's lanes: how many tasks had arrived and not ended, over time. */

import { contextOf, make } from '../dom.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

const HEIGHT = 56;
/** Room for the label above it. */
const TOP = 16;

/**
 * An element for the chart, hidden while there is nothing to show.
 *
 * @param {string} name The model's.
 */
export function createWaiting(name) {
  const canvas = make('canvas', { class: 'waiting', role: 'img', hidden: true });
  const context = contextOf(canvas);
  /** @type {[number, number][]} */
  let waiting = [];
  let most = 0;

  return {
    element: canvas,

    /** @param {[number, number][]} next */
    show(next) {
      waiting = next;
      most = next.reduce((peak, [, count]) => Math.max(peak, count), 0);
      canvas.hidden = most === 0;
      const sentence = `Tasks of ${name} that had arrived and not ended, over time: at most ${most.toLocaleString('en')}.`;
      canvas.setAttribute('aria-label', sentence);
      canvas.title = sentence;
    },

    /**
     * @param {Scale} scale
     * @param {Palette} palette
     * @param {number} ratio
     * @param {number} endMs
     */
    draw(scale, palette, ratio, endMs) {
      if (canvas.hidden) return;
      canvas.width = Math.round((scale.left + scale.width) * ratio);
      canvas.height = Math.round(HEIGHT * ratio);
      canvas.style.height = `${HEIGHT}px`;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawArea(context, scale, { waiting, most, endMs }, palette);
      drawLabel(context, scale, most, palette);
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {{ waiting: [number, number][], most: number, endMs: number }} counts
 * @param {Palette} palette
 */
function drawArea(context, scale, { waiting, most, endMs }, palette) {
  /** @param {number} count */
  const y = (count) => HEIGHT - (count / most) * (HEIGHT - TOP);
  context.beginPath();
  let before = 0;
  for (const [ms, count] of waiting) {
    context.lineTo(scale.x(ms), y(before));
    context.lineTo(scale.x(ms), y(count));
    before = count;
  }
  context.lineTo(scale.x(endMs), y(before));
  context.lineTo(scale.x(endMs), y(0));
  context.fillStyle = palette.area;
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {number} most
 * @param {Palette} palette
 */
function drawLabel(context, scale, most, palette) {
  context.font = `${palette.fontSize}px ${palette.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = palette.quiet;
  context.fillText(`arrived and not ended: up to ${most.toLocaleString('en')}`, scale.left, TOP / 2);
}
