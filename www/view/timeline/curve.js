/* A small area chart above a model's lanes: how many of something there were, over time. */

import { createChart } from './chart.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

/**
 * An element for the chart, hidden while there is nothing to show.
 *
 * @param {string} className
 * @param {(palette: Palette) => string} colour
 * @param {(most: string) => string} label
 * @param {(most: string) => string} sentence
 */
export function createCurve(className, colour, label, sentence) {
  const chart = createChart(className, colour);
  /** @type {import('./chart.js').Curve} */
  let curve = { times: [], values: [], most: 0, label: '' };

  return {
    element: chart.element,

    /** @param {Float64Array} counts Times and numbers in turn: a number stays until there is another. */
    show(counts) {
      const times = [];
      const values = [];
      let most = 0;
      for (let i = 0; i < counts.length; i += 2) {
        times.push(counts[i], counts[i]);
        values.push(i === 0 ? 0 : counts[i - 1], counts[i + 1]);
        most = Math.max(most, counts[i + 1]);
      }
      const shown = most.toLocaleString('en');
      chart.explain(most === 0 ? '' : sentence(shown));
      curve = { times, values, most, label: label(shown) };
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
