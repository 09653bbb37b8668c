/* The chart above a model's lanes: how many tasks had arrived and not ended, over time. */

import { createChart } from './chart.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

const HEIGHT = 56;

/**
 * An element for the chart, hidden while there is nothing to show.
 *
 * @param {string} name The model's.
 */
export function createWaiting(name) {
  const chart = createChart('waiting', HEIGHT, (palette) => palette.area);
  /** @type {import('./chart.js').Curve} */
  let curve = { points: [], most: 0, label: '' };

  return {
    element: chart.element,

    /** @param {[number, number][]} next */
    show(next) {
      const most = next.reduce((peak, [, count]) => Math.max(peak, count), 0);
      const shown = most.toLocaleString('en');
      chart.explain(most === 0 ? '' : `Tasks of ${name} that had arrived and not ended, over time: at most ${shown}.`);
      curve = { points: stairs(next), most, label: `arrived and not ended: up to ${shown}` };
    },

    /**
     * @param {Scale} scale
     * @param {Palette} palette
     * @param {number} ratio
     * @param {number} endMs
     */
    draw(scale, palette, ratio, endMs) {
      chart.draw(curve, scale, palette, ratio, endMs);
    },
  };
}

/**
 * A number stays until there is another.
 *
 * @param {[number, number][]} counts
 * @returns {[number, number][]}
 */
function stairs(counts) {
  return counts.flatMap(([ms, count], i) => [[ms, counts[i - 1]?.[1] ?? 0], [ms, count]]);
}
