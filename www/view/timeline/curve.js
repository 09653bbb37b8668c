/* A small area chart above a model's lanes: how many of something there were, over time. */

import { whole } from '../format.js';
import { createChart } from './chart.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

/** @typedef {{ times: ArrayLike<number>, values: ArrayLike<number>, most: number }} Steps A number stays until there is another. */

/** @type {Steps} */
const NONE = { times: [], values: [], most: 0 };

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
  let curve = { ...NONE, label: '', isStepped: true };

  return {
    element: chart.element,

    /** @param {Steps | null} steps They may grow later, if that is told. */
    show(steps) {
      const { times, values, most } = steps ?? NONE;
      if (most !== curve.most) {
        const shown = whole(most);
        chart.explain(most === 0 ? '' : sentence(shown));
        curve.label = label(shown);
      }
      curve = { ...curve, times, values, most };
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
 * The desk's way to write such numbers as steps.
 *
 * @param {Float64Array} counts Times and numbers in turn.
 * @returns {Steps}
 */
export function stepsOf(counts) {
  const times = new Float64Array(counts.length / 2);
  const values = new Float64Array(counts.length / 2);
  let most = 0;
  for (let i = 0; i < times.length; i += 1) {
    times[i] = counts[2 * i];
    values[i] = counts[2 * i + 1];
    most = Math.max(most, values[i]);
  }
  return { times, values, most };
}
