/* The chart above a model's lanes: how many tasks had arrived and not ended, over time. */

import { contextOf, make } from '../dom.js';
import { drawGrid } from './draw.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

const HEIGHT = 44;
const TOP = 3;

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
      drawGrid(context, scale, HEIGHT, palette);
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
  const outline = new Path2D();
  let before = 0;
  for (const [ms, count] of waiting) {
    const x = scale.x(ms);
    outline.lineTo(x, y(before));
    outline.lineTo(x, y(count));
    before = count;
  }
  outline.lineTo(scale.x(endMs), y(before));
  const area = new Path2D(outline);
  area.lineTo(scale.x(endMs), HEIGHT);
  area.lineTo(scale.x(waiting[0][0]), HEIGHT);
  context.fillStyle = palette.area;
  context.fill(area);
  context.strokeStyle = palette.quiet;
  context.lineWidth = 1;
  context.stroke(outline);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scale} scale
 * @param {number} most
 * @param {Palette} palette
 */
function drawLabel(context, scale, most, palette) {
  context.font = `${palette.fontSize}px ${palette.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'top';
  const text = `arrived and not ended: up to ${most.toLocaleString('en')}`;
  // The chart may be behind it.
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeStyle = palette.surface;
  context.strokeText(text, scale.left + scale.width, TOP);
  context.fillStyle = palette.quiet;
  context.fillText(text, scale.left + scale.width, TOP);
}
