/*
 * New browsers that start many threads at once: code that was compiled just now is slow, so what races has the longest time
 * to, and two browsers at once take each other's threads off their cores.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { launch, open, run } from '../e2e/support/browser.mjs';

const PAIRS = Number(process.env.SOAK_STARTS ?? 60);

describe('soak', () => {
  test(`${2 * PAIRS} new browsers start 32 threads each, under which memory grows, and lose none`, { timeout: 3_600_000 }, async () => {
    const start = async (/** @type {string} */ which) => {
      const browser = await launch();
      try {
        const { models, refused } = await run(await open(browser), { workload: 'run: workers 32\n2000 x t: sleep 1ms', models: ['threads'] });
        assert.deepEqual([refused, models?.threads.error, models?.threads.counts.done], [undefined, undefined, 2_000], which);
      } finally {
        await browser.close();
      }
    };
    for (let pair = 0; pair < PAIRS; pair++) await Promise.all([start(`pair ${pair}`), start(`pair ${pair}`)]);
  });
});
