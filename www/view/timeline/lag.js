/* The chart above a model's lanes: how late the event loop came to what was due, over time. */

import { duration } from '../format.js';
import { createChart } from './chart.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */

/** As late as nobody notices, two frames: what is less stays near the ground; ms. */
const LEAST_MOST = 33;

/**
 * An element for the chart, hidden while there is nothing to show.
 *
 * @param {string} name The model's.
 */
export function createLag(name) {
  const chart = createChart('lag', (palette) => palette.lag);
  /** @type {number[]} */
  let times = [];
  /** @type {number[]} */
  let values = [];
  let most = 0;
  let shownMost = -1;

  return {
    element: chart.element,

    clear() {
      times = [];
      values = [];
      most = 0;
      shownMost = -1;
      chart.explain('');
    },

    /**
     * Adds what was done late: from when it was due the lag grew, until it was done.
     *
     * @param {number} dueMs
     * @param {number} doneMs
     */
    add(dueMs, doneMs) {
      times.push(dueMs, doneMs, doneMs);
      values.push(0, doneMs - dueMs, 0);
      most = Math.max(most, doneMs - dueMs);
    },

    /**
     * @param {Scale} scale
     * @param {Palette} palette
     * @param {number} ratio
     * @param {number} endMs
     */
    draw(scale, palette, ratio, endMs) {
      if (times.length === 0) return;
      if (most !== shownMost) chart.explain(`How late the event loop of ${name} came to what was due, over time: at most ${duration(most)}.`);
      shownMost = most;
      chart.draw({ times, values, most: Math.max(most, LEAST_MOST), label: `lag of the loop: up to ${duration(most)}`, isStepped: false }, scale, palette, ratio, endMs);
    },
  };
}
