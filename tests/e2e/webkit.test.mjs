/* WebKitGTK: a third engine, and, unless it is told to share memory, a real browser without threads. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ISOLATED, launch, open, run } from './support/browser.mjs';
import { MISSING, openInWebKit } from './support/webkit.mjs';

const WORKLOAD = '6 x a: fetch io/delay?ms=5&bytes=2k -> sha256 -> primes 10k\n2 x b: db put key 1k -> db get key';

/** Every model's tasks are done. */
async function assertDone(page, models) {
  for (const model of models) {
    const { refused, models: results } = await run(page, { workload: WORKLOAD, models: [model] });
    assert.equal(refused, undefined, refused?.message);
    const { counts, error, tasks } = results[model];
    assert.equal(counts.done, 8, `${model}: ${error ?? JSON.stringify(tasks.filter((task) => task.error))}`);
  }
}

const ready = (page) => page.waitForFunction(() => globalThis.playground !== undefined && document.querySelector('#run').ariaDisabled === 'false');

describe('WebKitGTK that shares memory', { skip: MISSING }, () => {
  let page;

  before(async () => {
    page = await openInWebKit(ISOLATED, { sharedMemory: true });
    await ready(page);
  });

  test('it opens, runs what is there, and shows timeline and results', async () => {
    await page.click('#run');
    await page.waitForFunction(() => document.querySelector('#status').innerText.startsWith('Done.'));
    const { results, lanes, errors } = await page.evaluate(() => ({
      results: document.querySelector('#results').innerText,
      lanes: [...document.querySelectorAll('.model-canvas canvas')].filter((canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0)).length,
      errors: document.querySelector('#notices').innerText,
    }));
    assert.match(results, /Event loop[\s\S]*Sequential/);
    assert.match(results, /\b([1-9]\d*) done\b[\s\S]*\b\1 done\b/, 'under both, all tasks are done');
    assert.equal(lanes, 2, 'both models have their lanes');
    assert.equal(errors, '', 'nothing is missing');
    await page.picture('webkit-ran');
  });

  test('on the loop, beside it, on threads and in processes every task is done', async () => {
    assert.equal(await page.evaluate(() => globalThis.playground.environment.build), 'threads');
    await assertDone(page, ['event-loop', 'event-loop-pool', 'threads', 'processes']);
  });

  test('a run in virtual time has the events that Chromium has', async () => {
    const request = { workload: '6 x t: sleep 1s..2s -> primes 10M -> fetch io/delay?ms=50 retry 2\nl: with lock A ( sleep 1s )', models: ['event-loop', 'event-loop-pool'], workers: 2, clock: 'virtual', seed: 3 };
    const chromium = await open(await launch(), ISOLATED);
    const events = ({ models, ...rest }) => {
      assert.ok(models, JSON.stringify(rest));
      return Object.values(models).map((model) => model.events);
    };
    const expected = events(await run(chromium, request));
    assert.ok(expected.every((each) => each.length > 20));
    assert.deepEqual(events(await run(page, request)), expected);
  });
});

describe('WebKitGTK that shares no memory', { skip: MISSING }, () => {
  let page;

  before(async () => {
    page = await openInWebKit(ISOLATED, { sharedMemory: false });
    await ready(page);
  });

  test('it says that threads are missing and why, and offers no model that needs them', async () => {
    const { why, notices, offered } = await page.evaluate(() => ({
      why: globalThis.playground.environment.why,
      notices: document.querySelector('#notices').innerText,
      offered: [...document.querySelectorAll('input[id^=model-]:enabled')].map(({ value }) => value),
    }));
    assert.match(why, /^Threads are not available.*This browser shares no memory between threads\.$/);
    assert.ok(notices.includes(why));
    assert.deepEqual(offered, ['event-loop', 'event-loop-processes', 'event-loops', 'processes', 'sequential']);
    await page.picture('webkit-single');
  });

  test('what needs no threads runs all the same', async () => {
    await assertDone(page, ['event-loop', 'event-loop-processes', 'event-loops', 'processes', 'sequential']);
  });

  test('where it gives no file system, the task says so and the others go on', async () => {
    const { models } = await run(page, { workload: 'a: file write note 1k\nb: sleep 1ms', models: ['event-loop'] });
    const [file, other] = models['event-loop'].tasks;
    assert.equal(other.state, 'done');
    if (await page.evaluate(() => navigator.storage?.getDirectory !== undefined)) assert.equal(file.state, 'done', file.error);
    else assert.match(file.error, /^this browser gives the page no file system/);
  });
});
