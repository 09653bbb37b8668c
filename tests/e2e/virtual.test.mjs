/* Runs in virtual time: exact, at once, and what asyncio does, in wasm too. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';

import { launch, open, PLAIN, run } from './support/browser.mjs';

const reference = (file) => readFileSync(new URL(`../reference/${file}`, import.meta.url), 'utf8');

describe('virtual time', () => {
  let page;

  before(async () => {
    page = await open(await launch(), PLAIN);
  });

  test('every written case has the events that asyncio gives', async () => {
    const cases = reference('cases.txt').split('\n## ').slice(1).map((block) => block.slice(block.indexOf('\n') + 1).trim());
    const golden = reference('golden.jsonl').trim().split('\n').map((line) => JSON.parse(line).events);
    assert.equal(cases.length, golden.length);
    for (const [i, workload] of cases.entries()) {
      const { models, refused } = await run(page, { workload, models: ['event-loop'], clock: 'virtual', seed: 0 });
      assert.equal(refused, undefined, workload);
      const { events } = models['event-loop'];
      const stuck = events.findIndex((event) => event[4] === 'stuck');
      // The order within an instant is looked at natively; that is the same code.
      assert.deepEqual((stuck < 0 ? events : events.slice(0, stuck + 1)).sort(order), golden[i].sort(order), workload);
    }
  });

  test('an hour passes at once, and is labelled as simulated', async () => {
    const { models } = await run(page, { workload: '1000 x t: sleep 3600s -> primes 1000M', models: ['event-loop', 'event-loop-pool', 'sequential'], workers: 4, clock: 'virtual' });
    const cores = await page.evaluate(() => globalThis.playground.environment.cores);
    const wall = (id) => models[id].wallMs;
    assert.ok(Object.values(models).every(({ simulated, counts }) => simulated && counts.done === 1000));
    // The computing costs 80 ms each, nominally.
    assert.equal(wall('event-loop'), 3_600_000 + 80_000);
    // The pool's threads share the machine's cores.
    assert.equal(wall('event-loop-pool'), 3_600_000 + 80_000 / Math.min(4, cores));
    assert.equal(wall('sequential'), 1000 * (3_600_000 + 80));
  });

  test('the same seed gives the same run, another seed another one', async () => {
    const workload = '20 x t: sleep 1s..2s -> fail 30% -> fetch io/delay?ms=50&jitter=50&seed={i} retry 2';
    const request = { workload, models: ['event-loop'], clock: 'virtual' };
    const once = await run(page, { ...request, seed: 7 });
    assert.deepEqual(await run(page, { ...request, seed: 7 }), once);
    assert.notDeepEqual((await run(page, { ...request, seed: 8 })).models, once.models);
  });

  test('Stop ends one that is under way: its tasks are skipped, and what else was asked is answered', async () => {
    const { result, checked, after } = await page.evaluate(async () => {
      const { playground } = globalThis;
      /** @type {Promise<unknown> | undefined} */
      let checked;
      const stop = ({ detail: { state } }) => {
        if (state !== 'running') return;
        checked = playground.check('a: slep 1s');
        playground.stop();
      };
      playground.addEventListener('change', stop);
      const result = await playground.run({ workload: '20k x a: sleep 1s -> primes 1M', models: ['event-loop', 'sequential'], clock: 'virtual' });
      playground.removeEventListener('change', stop);
      return { result, checked: await checked, after: await playground.run({ workload: 'a: sleep 1s', models: ['event-loop'], clock: 'virtual' }) };
    });
    assert.equal(result.stopped, true);
    assert.deepEqual(Object.keys(result.models), ['event-loop']);
    const { counts, tasks, simulated } = result.models['event-loop'];
    assert.deepEqual([counts.skipped, tasks.length, simulated], [20_000, 20_000, true]);
    assert.equal(checked.diagnostics.length, 1);
    assert.equal(after.models['event-loop'].wallMs, 1_000);
  });

  test('arrivals have their latency, throughput and queue told', async () => {
    const { models } = await run(page, { workload: 'run: limit 1\n10 x job every 10ms: sleep 20ms', models: ['event-loop'], clock: 'virtual' });
    const { latency, throughput, waiting } = models['event-loop'];
    // Each waits for all before it: the last comes at 90 ms and is done at 200 ms.
    assert.deepEqual([latency.p50, latency.max, throughput], [60, 110, 50]);
    assert.equal(Math.max(...waiting.map(([, count]) => count)), 6);
  });

  test('a step that holds the loop for long is reported, with its task', async () => {
    const { models } = await run(page, { workload: '2 x hog: sleep 10ms -> block 240ms\nother: block 50ms', models: ['event-loop'], clock: 'virtual' });
    assert.deepEqual(models['event-loop'].slow, [
      { task: 'hog 1', step: 'block 240ms', ms: 240 },
      { task: 'hog 2', step: 'block 240ms', ms: 240 },
    ]);
  });

  test('nothing of this was an error on the console', () => {
    assert.deepEqual(page.seen.errors, []);
  });
});

/** Events by time, then by all the rest. */
function order(a, b) {
  return a[0] - b[0] || a[1] - b[1] || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}
