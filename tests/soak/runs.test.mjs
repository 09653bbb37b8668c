/* A thousand runs in one page: wasm memory and the JavaScript heap level off. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { launch, open, run } from '../e2e/support/browser.mjs';

const RUNS = Number(process.env.SOAK_RUNS ?? 1000);
/** What is kept is looked at so often, after a garbage collection. */
const LOOKS = 20;
/** Mixed, so that every kind of thing is made and thrown away. */
const WORKLOADS = [
  '200 x t: sleep 1ms..20ms -> all( sleep 1ms, first( sleep 2ms, sleep 50ms ) )',
  'run: limit 8\n40 x page: fetch io/delay?ms=5&bytes=20k&fail=10&seed={i} retry 2 backoff 1ms -> sha256',
  '4 x p: primes 2M -> sleep 1ms\nm: mandelbrot 256',
  'run: join group, queue Q 2\n20 x put: sleep 1ms -> put Q\n20 x take: take Q -> with lock A ( sleep 0s )',
  'run: deadline 30ms\n50 x late: sleep 1s\nhog: block 20ms',
  'run: join first\n20 x race: sleep 1ms..9ms -> with limit DB 3 ( sleep 5ms )',
];

describe('soak', () => {
  test(`${RUNS} runs in one page: memory levels off`, { timeout: 3_600_000 }, async (t) => {
    const page = await open(await launch());
    const session = await page.createCDPSession();
    const kept = [];
    for (let i = 0; i < RUNS; i++) {
      const { models, refused } = await run(page, { workload: WORKLOADS[i % WORKLOADS.length], models: ['event-loop', 'event-loop-pool'], seed: i });
      assert.equal(refused, undefined);
      for (const [id, { tasks, counts, error }] of Object.entries(models)) {
        assert.equal(error, undefined, `run ${i}, ${id}`);
        assert.equal(Object.values(counts).reduce((sum, count) => sum + count), tasks.length, `run ${i}, ${id}: every task ends once`);
      }
      if (i % Math.ceil(RUNS / LOOKS) === 0) {
        await session.send('HeapProfiler.collectGarbage');
        const { usedSize } = await session.send('Runtime.getHeapUsage');
        const wasm = await page.evaluate(() => globalThis.playground.memoryBytes());
        kept.push({ run: i, heapMiB: usedSize / 2 ** 20, wasmMiB: wasm / 2 ** 20 });
      }
    }
    for (const { run, heapMiB, wasmMiB } of kept) t.diagnostic(`run ${run}: heap ${heapMiB.toFixed(1)} MiB, wasm ${wasmMiB.toFixed(1)} MiB`);
    const [half, last] = [kept[Math.floor(kept.length / 2)], kept[kept.length - 1]];
    assert.ok(last.wasmMiB <= half.wasmMiB, `wasm memory grows: ${half.wasmMiB} MiB after half, ${last.wasmMiB} MiB at the end`);
    assert.ok(last.heapMiB < half.heapMiB + 5, `the heap grows: ${half.heapMiB} MiB after half, ${last.heapMiB} MiB at the end`);
  });
});
