/* What the models do with the same work, measured in a real browser: counts, orders and ratios. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { median } from '../../bench/driver/statistics.mjs';
import { ISOLATED, launch, open, run, wallTimes } from './support/browser.mjs';
import { gains } from './support/gains.mjs';

describe('models', () => {
  let page;

  before(async () => {
    page = await open(await launch());
  });

  test('waits overlap on the event loop and add up in sequence', async () => {
    const wall = await wallTimes(page, { workload: '3 x fetch_data: sleep 2s', models: ['event-loop', 'sequential'] });
    assert.ok(wall['event-loop'] >= 2000 && wall['event-loop'] < 2200, `event loop: ${wall['event-loop']} ms`);
    const ratio = wall.sequential / wall['event-loop'];
    assert.ok(ratio > 2.7 && ratio < 3.1, `sequential is ${ratio} times the event loop`);
  });

  test('computing gains nothing on the event loop, and a core each on the pool', async (t) => {
    await gains(t, page, { 'event-loop': false, 'event-loop-pool': true, sequential: false });
  });

  test('a model against itself comes out even', async (t) => {
    const ROUNDS = 24;
    // Of 24 throws of a coin fewer than 3 are heads, or more than 21, once in 27,000 times.
    const [LEAST, MOST] = [3, 21];
    const request = { workload: '4 x t: sleep 50ms -> primes 500M', models: [] };
    for (const model of ['event-loop', 'event-loop-pool']) {
      const ratios = [];
      const isEven = () => Math.abs(median(ratios) - 1) < 0.05;
      for (let i = 0; i < ROUNDS && !(i >= 8 && isEven()); i++) {
        const wall = {};
        for (const side of i % 2 ? 'ba' : 'ab') wall[side] = (await wallTimes(page, { ...request, models: [model] }))[model];
        ratios.push(wall.b / wall.a);
      }
      // Where times scatter so much that the median of some rounds is off, neither side may be ahead more often than a coin's.
      const ahead = ratios.filter((ratio) => ratio < 1).length;
      t.diagnostic(`${model}: ${median(ratios).toFixed(3)} in the median of ${ratios.length} rounds, ${ahead} times below 1`);
      assert.ok(isEven() || (ratios.length === ROUNDS && ahead >= LEAST && ahead <= MOST), `${model} / ${model}: ${ratios}`);
    }
  });

  test('50 fetches of 300 ms overlap', async () => {
    const one = await wallTimes(page, { workload: 'page: fetch io/delay?ms=300', models: ['event-loop'] });
    const fifty = await wallTimes(page, { workload: '50 x page: fetch io/delay?ms=300&i={i}', models: ['event-loop'] });
    assert.ok(fifty['event-loop'] < 2 * one['event-loop'], `50: ${fifty['event-loop']} ms, 1: ${one['event-loop']} ms`);
  });

  test('500 fetches with a limit of 64 all end well, 64 at a time', async () => {
    const { models } = await run(page, { workload: '500 x page: fetch io/delay?ms=20&i={i}', models: ['event-loop'], limit: 64 });
    const { counts, tasks } = models['event-loop'];
    assert.equal(counts.done, 500);
    const edges = tasks.flatMap(({ startMs, endMs }) => [[startMs, 1], [endMs, -1]]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let inside = 0;
    const most = Math.max(...edges.map(([, step]) => (inside += step)));
    assert.equal(most, 64);
  });

  test('a browser opens six connections to a real host', async () => {
    const { models } = await run(page, { workload: '12 x page: fetch net/delay?ms=300&i={i}', models: ['event-loop'] });
    const ends = models['event-loop'].tasks.map((task) => task.endMs).sort((a, b) => a - b);
    assert.ok(ends[6] - ends[0] > 200, `the seventh waits for one of the first six: ${ends}`);
  });

  test('a run that is repeated tells the median run and the spread, and every join comes back', async () => {
    const { models } = await run(page, { workload: 'run: repeat 3\n3 x t: sleep 10ms..20ms', models: ['event-loop', 'sequential'] });
    for (const { spread, wallMs } of Object.values(models)) {
      assert.equal(spread.count, 3);
      assert.ok(spread.min <= wallMs && wallMs <= spread.max);
    }
    assert.ok(models['event-loop'].speedup > 1.5);
    for (const join of ['collect', 'gather', 'group', 'first', 'completed']) {
      const workload = `run: join ${join}\n2 x t: sleep [5ms 50ms] -> fail\nu: sleep 10ms${join === 'completed' ? '\nthen: sleep 1ms' : ''}`;
      const joined = await run(page, { workload, models: ['event-loop', 'event-loop-pool', 'sequential'] });
      const states = Object.values(joined.models).map(({ tasks }) => tasks.map(({ state }) => state).join(' '));
      const expected = {
        collect: ['failed failed done', 'failed failed done', 'failed failed done'],
        gather: ['failed failed done', 'failed failed done', 'failed skipped skipped'],
        group: ['failed cancelled cancelled', 'failed cancelled cancelled', 'failed skipped skipped'],
        first: ['failed cancelled cancelled', 'failed cancelled cancelled', 'failed skipped skipped'],
        completed: ['failed failed done', 'failed failed done', 'failed failed done'],
      };
      assert.deepEqual(states, expected[join], join);
    }
  });

  test('tasks that wait for each other for ever are found, told, and end', async () => {
    const workload = 'a: lock A -> sleep 5ms -> lock B -> unlock B -> unlock A\nb: lock B -> sleep 5ms -> lock A -> unlock A -> unlock B';
    const { models } = await run(page, { workload, models: ['event-loop', 'sequential'] });
    const { counts, tasks, deadlocks } = models['event-loop'];
    assert.equal(counts.failed, 2);
    assert.deepEqual(deadlocks, ['deadlock: b waits for lock `A`, which a holds; a waits for lock `B`, which b holds']);
    assert.equal(tasks[0].error, deadlocks[0]);
    // Not in a circle, but for ever all the same.
    const barrier = await run(page, { workload: '2 x t: barrier B 3\nu: sleep 1ms', models: ['event-loop'] });
    assert.ok(barrier.models['event-loop'].notes.some((note) => /waited for each other/.test(note)));
    assert.match(barrier.models['event-loop'].tasks[0].error, /waits for the others at barrier `B` for ever/);
    // One after the other, each has both locks to itself.
    assert.equal(models.sequential.counts.done, 2);
  });

  test('to_thread keeps the loop free where there are threads', async () => {
    const { models } = await run(page, { workload: 'a: to_thread( block 300ms )\nb: sleep 50ms', models: ['event-loop', 'event-loop-pool'] });
    assert.ok(models['event-loop'].longestBlockMs > 290);
    assert.ok(models['event-loop-pool'].longestBlockMs < 150, `${models['event-loop-pool'].longestBlockMs} ms`);
    assert.deepEqual(models['event-loop'].slow.map(({ task, step }) => [task, step]), [['a', 'block 300ms']]);
  });

  test('every model gives the same results', async () => {
    const { models } = await run(page, { workload: '3 x p: primes [1M 2M 3M]', models: ['event-loop', 'event-loop-pool', 'sequential'] });
    for (const { tasks } of Object.values(models)) assert.deepEqual(tasks.map((task) => task.value), [78498, 148933, 216816]);
  });

  test('more workers than cores are allowed', async () => {
    const { models } = await run(page, { workload: '8 x p: primes 1M', models: ['event-loop-pool'], workers: 8 });
    assert.equal(models['event-loop-pool'].counts.done, 8);
  });

  test('the seed makes chance repeatable', async () => {
    const states = async (seed) => {
      const { models } = await run(page, { workload: '40 x t: fail 50%', models: ['event-loop'], seed });
      return models['event-loop'].tasks.map((task) => task.state).join();
    };
    assert.equal(await states(7), await states(7));
    assert.notEqual(await states(7), await states(8));
  });

  test('what io/delay leaves to chance is the same under every model, and again, and as foretold', async () => {
    const request = { workload: '40 x t: fetch io/delay?ms=1&fail=50', models: ['event-loop', 'event-loop-pool', 'processes', 'sequential'], workers: 2 };
    const states = async (seed, clock) => {
      const { models } = await run(page, { ...request, seed, ...clock });
      return Object.values(models).map(({ tasks }) => tasks.map((task) => task.state).join());
    };
    const [first, ...others] = [...await states(7), ...await states(7), ...await states(7, { clock: 'virtual' })];
    assert.ok(first.includes('done') && first.includes('failed'), first);
    assert.deepEqual([...new Set(others)], [first]);
    assert.notEqual((await states(8))[0], first);
  });

  test('what a server or the network does to one task leaves the others alone', async () => {
    const workload = [
      'missing: fetch no-such-page.html', 'refused: fetch http://127.0.0.1:6/', 'unknown: fetch https://no-such-host.invalid/',
      'down: fetch io/delay?status=503', 'cut: fetch io/delay?fail=100', 'fine: sleep 10ms',
    ].join('\n');
    const { models } = await run(page, { workload, models: ['event-loop'] });
    const { tasks, counts } = models['event-loop'];
    assert.deepEqual([counts.failed, counts.done], [5, 1]);
    assert.match(tasks[0].error, /^no-such-page\.html answered HTTP 404/);
    assert.match(tasks[1].error, /could not be reached.*does not say which/);
    assert.match(tasks[2].error, /could not be reached.*does not say which/);
    assert.match(tasks[3].error, /answered HTTP 503/);
    assert.match(tasks[4].error, /could not be reached/);
  });

  test('nothing is asked of other origins than those a person typed', () => {
    assert.deepEqual([...page.seen.origins].sort(), [new URL(ISOLATED).origin, 'http://127.0.0.1:6', 'https://no-such-host.invalid'].sort());
  });

  test('a task times out, a run meets its deadline, and all are accounted for', async () => {
    const { models } = await run(page, { workload: 'run: deadline 400ms\na timeout 100ms: sleep 5s\nb: sleep 5s\nc: sleep 50ms', models: ['event-loop', 'sequential'] });
    const states = (id) => models[id].tasks.map((task) => task.state);
    assert.deepEqual(states('event-loop'), ['timed-out', 'cancelled', 'done']);
    assert.deepEqual(states('sequential'), ['timed-out', 'cancelled', 'skipped']);
  });
});
