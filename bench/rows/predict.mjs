import { LESSONS, loadLesson } from '../../www/lessons/index.js';

import { measuredAgain, predictions } from '../driver/contestants.mjs';
import { median } from '../driver/statistics.mjs';

const lessons = await Promise.all(LESSONS.map(async ({ id }) => ({ id, workload: (await loadLesson(id)).workload })));

/** How many times as long as the other the one is, beyond once; %. @param {import('../driver/contestants.mjs').Foretold} foretold */
const off = ({ foretoldMs, tookMs }) => (Math.max(foretoldMs, tookMs) / Math.min(foretoldMs, tookMs) - 1) * 100;

const WHAT = 'how far a prediction from half of the runs is off what the other half measured, each lesson under each model';

/** The limit: as far off is the one half of the runs itself. */
const AGAIN = 'the same, measured again';

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'predict',
  what: WHAT,
  rounds: { quick: 1, full: 1 },
  // The quickest run counts: other work on the machine only ever adds to a time, and to a short one the most.
  contestants: {
    ours: predictions(lessons, {
      quick: { least: 2, most: 2, apart: 0.1, inAllMs: 1_000, longestMs: 500 },
      full: { least: 2, most: 10, apart: 0.1, inAllMs: 5_000, longestMs: 5_000 },
    }),
    [AGAIN]: measuredAgain(),
  },
  figures: [
    { id: 'predict/median', what: `${WHAT}: in the median`, unit: '%', of: ({ foretold }) => median(foretold.map(off)), target: { most: 10 }, against: { [AGAIN]: {} } },
    { id: 'predict/worst', what: `${WHAT}: at worst`, unit: '%', of: ({ foretold }) => Math.max(...foretold.map(off)), target: { most: 25 }, against: { [AGAIN]: {} } },
  ],
  told: ({ foretold }) =>
    foretold
      .toSorted((a, b) => off(b) - off(a))
      .map((each) => `${each.lesson}, ${each.model}: foretold ${each.foretoldMs.toFixed(0)} ms, took ${each.tookMs.toFixed(0)} ms: ${off(each).toFixed(1)} %; its halves ${each.halvesMs.map((ms) => ms.toFixed(0)).join(' and ')} ms`),
};
