/* Threads, processes and the GIL in a real browser: what each of them does with the same work. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { median } from '../../bench/driver/statistics.mjs';
import { launch, open, run, wallTimes } from './support/browser.mjs';
import { gains, overlaps } from './support/gains.mjs';

const ALL = [
  'event-loop', 'event-loop-pool', 'event-loop-pool-gil', 'event-loop-processes', 'event-loops', 'threads',
  'threads-gil', 'processes', 'sequential',
];

for (const browser of ['chromium', 'firefox']) {
  describe(`every model, ${browser}`, () => {
    let page;

    before(async () => {
      page = await open(await launch(browser));
    });

    test('runs the same text, and comes to the same', async () => {
      const workload = 'run: workers 2, limit 4\n6 x t timeout 20s: sleep [5ms 10ms] -> primes [1M 2M 3M] -> try ( fail 30% ) else ( sleep 1ms )';
      const { models } = await run(page, { workload, models: ALL });
      assert.deepEqual(Object.keys(models), ALL);
      for (const [id, { tasks, counts }] of Object.entries(models)) {
        assert.equal(counts.done, 6, id);
        assert.deepEqual(tasks.map((task) => task.value), [78498, 148933, 216816, 78498, 148933, 216816], id);
      }
    });

    test('every span of a task follows the one before, whoever recorded it', async () => {
      await run(page, { workload: 'run: workers 2\n4 x t: sleep 20ms -> primes 25M -> sleep 5ms', models: ALL });
      const gaps = await page.evaluate(gapsOfTasks);
      // Each has a beginning and an end, and what lies between is accounted for, but for what is shorter than the clock tells.
      for (const { id, open, unaccounted } of gaps) {
        assert.equal(open, 0, `${id}: every span has ended`);
        assert.ok(unaccounted < 0.2, `${id}: ${unaccounted} of the time is not accounted for`);
      }
    });

    test('the GIL lets waits overlap, and computing only where Python lets it go', async () => {
      const computing = async (steps) => {
        const workload = `run: workers 4\n8 x t: ${steps}`;
        const { models } = await run(page, { workload, models: ['threads-gil'] });
        assert.equal(models['threads-gil'].counts.done, 8);
        return page.evaluate(overlaps, 'threads-gil');
      };
      const primes = await computing('sleep 100ms -> primes 100M');
      assert.equal(primes.thread, 1, 'one computes at a time');
      assert.equal(primes.wait, 4, 'four wait at a time');
      const hashing = await computing('fetch io/delay?ms=20&bytes=4M -> sha256');
      assert.ok(hashing.thread > 1, `${hashing.thread} hash at a time`);
    });

    test('updates are lost for real, and not under a mutex, an atomic or the GIL', async () => {
      const counter = async (how, model) => {
        const { models } = await run(page, { workload: `2 x t: add C 10M ${how}`, models: [model], workers: 2 });
        return models[model].counters[0];
      };
      const lost = async (...of) => {
        const { expected, found } = await counter(...of);
        assert.equal(expected, 20_000_000);
        return expected - found;
      };
      assert.ok((await lost('racy', 'threads')) > 0);
      assert.equal(await lost('locked', 'threads'), 0);
      assert.equal(await lost('atomic', 'threads'), 0);
      assert.equal(await lost('racy', 'threads-gil'), 0);
      assert.equal(await lost('racy', 'processes'), 20_000_000);
    });

    test('a deadlock is named under threads, processes and on the loop, and the run ends', async () => {
      const workload = [
        'run: workers 3',
        'left: with lock A ( barrier both 2 -> with lock B ( sleep 1ms ) )',
        'right: with lock B ( barrier both 2 -> with lock A ( sleep 1ms ) )',
        'other: sleep 30ms',
      ].join('\n');
      const { models } = await run(page, { workload, models: ['event-loop', 'event-loops', 'threads', 'threads-gil', 'processes'] });
      for (const [id, { tasks, deadlocks, locks }] of Object.entries(models)) {
        assert.deepEqual(tasks.map(({ state }) => state), ['failed', 'failed', 'done'], id);
        assert.match(deadlocks[0], /^deadlock: (left|right) waits for lock `[AB]`, which (left|right) holds; /, id);
        assert.deepEqual([tasks[0].error, tasks[1].error], [deadlocks[0], deadlocks[0]], id);
        if (id !== 'processes' && id !== 'event-loops') assert.deepEqual(locks.map(({ name }) => name), ['A', 'B'], id);
      }
    });

    test('ten thousand waits end, on one loop and on 64 threads', async () => {
      for (const count of [10, 1_000, 10_000]) {
        const { models } = await run(page, { workload: `${count} x t: sleep 1ms`, models: ['event-loop', 'threads'], workers: 64 });
        for (const [id, { counts }] of Object.entries(models)) assert.equal(counts.done, count, id);
      }
    });

    test('whatever an engine is doing, it is ended and stopped at once, and the next run works', async (t) => {
      const took = [];
      const workload = 'run: workers 2\n4 x t: sleep 10ms -> primes 1000M\n2 x u: sleep 30s\nv: lock A -> sleep 30s -> unlock A\nw: sleep 5ms -> with lock A ( sleep 1s )';
      for (const model of ALL) {
        for (const end of ['stop', 'worker', 'kernel']) {
          const { ms, counts, tasks } = await page.evaluate(endInTheMiddle, { workload, models: [model] }, end);
          took.push(ms);
          assert.ok(ms < 2_000, `${model}, ${end}: ${ms} ms`);
          assert.equal(Object.values(counts).reduce((sum, count) => sum + count, 0), tasks, `${model}, ${end}`);
          const next = await wallTimes(page, { workload: '2 x p: primes 1M', models: [model], workers: 2 });
          assert.ok(next[model] > 0);
        }
      }
      t.diagnostic(`the page had its answer after ${median(took).toFixed(0)} ms in the median, ${Math.max(...took).toFixed(0)} ms at worst`);
    });
  });
}

describe('two cores, chromium', () => {
  test('many threads that start while memory grows all find what was put there, time after time', async () => {
    const page = await open(await launch());
    // The soak does so in a hundred new browsers.
    for (let round = 0; round < 10; round++) {
      const { models } = await run(page, { workload: 'run: workers 32\n2000 x t: sleep 1ms', models: ['threads'] });
      const { counts, error } = models.threads;
      assert.deepEqual([counts.done, error], [2_000, undefined], `round ${round}`);
      // The next one has an engine, and a memory, of its own.
      await page.evaluate(() => globalThis.playground.breakEngine('worker'));
    }
  });

  test('threads, the pool and processes gain a core each; under the GIL nothing is gained', async (t) => {
    await gains(t, await open(await launch()), {
      'event-loop': false, 'event-loop-pool': true, 'event-loop-pool-gil': false, threads: true, 'threads-gil': false,
      processes: true, sequential: false,
    });
  });
});

/** In the page: of each task, what spans there are between its first and its last moment. */
function gapsOfTasks() {
  const { kinds } = globalThis.playground.describe();
  const isSpan = new Set(kinds.filter(({ group }) => group === 'span').map(({ id }) => id));
  return globalThis.playground.trace().models.map(({ id, tasks, columns, length }) => {
    let [whole, accounted, open] = [0, 0, 0];
    for (let task = 0; task < tasks; task++) {
      let [first, last] = [Infinity, 0];
      for (let row = 0; row < length; row++) {
        if (columns.task[row] !== task || !isSpan.has(columns.kind[row])) continue;
        if (Number.isNaN(columns.end[row])) open += 1;
        first = Math.min(first, columns.start[row]);
        last = Math.max(last, columns.end[row]);
        accounted += columns.end[row] - columns.start[row];
      }
      whole += last - first;
    }
    return { id, open, unaccounted: Math.abs(whole - accounted) / whole };
  });
}

/** In the page: begins a run, ends it in the middle, and tells how long that took and what became of the tasks. */
async function endInTheMiddle(request, how) {
  const { playground } = globalThis;
  const kinds = playground.describe().kinds.filter(({ word }) => word === 'wait').map(({ id }) => id);
  const running = playground.run(request);
  const isUnderWay = () => playground.trace().models.some(({ id, endMs, columns, length }) => id === request.models[0] && endMs === null && columns.kind.subarray(0, length).some((kind) => kinds.includes(kind)));
  while (!isUnderWay()) await new Promise((resolve) => setTimeout(resolve));
  const before = performance.now();
  if (how === 'stop') await playground.stop();
  else playground.breakEngine(how);
  const { models } = await running;
  const [result] = Object.values(models);
  return { ms: performance.now() - before, counts: result.counts, tasks: result.tasks.length };
}
