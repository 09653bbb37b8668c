/* The built site on hosts of all kinds: without headers, under a path, with parts missing. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { REST_WITHIN } from '../../www/desk-client.js';
import { BROWSERS, ISOLATED, PATIENCE, PLAIN, launch, open, playground, run } from './support/browser.mjs';
import { host } from './support/host.mjs';

/**
 * In the page, before all else: runs a workload as soon as there is a console interface, for `ran`. `order` tells when the
 * desk was told to get the module's rest, which no timer has it get here, and the run's states.
 */
function atOnce(request, restWithin) {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (call, ms, ...rest) => (ms === restWithin ? 0 : setTimeout(call, ms, ...rest));
  globalThis.order = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.type === 'rest' && 'build' in message) globalThis.order.push('rest');
    return postMessage.call(this, message, ...rest);
  };
  globalThis.ran = new Promise((resolve) => {
    Object.defineProperty(globalThis, 'playground', {
      configurable: true,
      set(playground) {
        Object.defineProperty(globalThis, 'playground', { value: playground });
        playground.addEventListener('change', ({ detail: { state } }) => globalThis.order.push(state));
        resolve(playground.run(request));
      },
    });
  });
}

for (const name of Object.keys(BROWSERS)) {
  describe(`hosts, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await launch(name);
    });

    for (const [kind, url] of [['the project\'s own server', ISOLATED], ['a host that sends no headers, under a path', PLAIN]]) {
      test(`on ${kind} the page is isolated, has threads, and complains of nothing`, async () => {
        const page = await open(browser, url);
        const environment = await page.evaluate(() => globalThis.playground.environment);
        assert.equal(environment.build, 'threads', environment.why);
        assert.equal(environment.serviceWorker, true, environment.serviceWorkerWhy);
        const { models } = await run(page, { workload: 'a: fetch io/delay?ms=20\nb: primes 1M', models: ['event-loop', 'event-loop-pool'] });
        for (const { counts } of Object.values(models)) assert.equal(counts.done, 2);
        assert.deepEqual(page.seen.errors, []);
        assert.deepEqual([...page.seen.origins], [new URL(url).origin]);
      });
    }

    test('on a static host net/ is missing, and its task says what to do', async () => {
      const page = await open(browser, PLAIN);
      const { models } = await run(page, { workload: 'a: fetch net/delay?ms=20', models: ['event-loop'] });
      assert.match(models['event-loop'].tasks[0].error, /HTTP 404.*only `cargo xtask serve` answers net\/delay.*use io\/delay/);
    });

    test('without a service worker the page runs what it can, and says what is missing', async (t) => {
      const url = await host(t, (path) => (path.startsWith('sw.js') ? { status: 404, body: '' } : undefined));
      const page = await open(browser, url);
      const environment = await page.evaluate(() => globalThis.playground.environment);
      assert.equal(environment.serviceWorker, false);
      assert.match(environment.serviceWorkerWhy, /service worker could not be started.*io\/delay is not available/);
      assert.ok((await page.evaluate(() => document.body.innerText)).includes(environment.serviceWorkerWhy), 'the page says so');
      const { models } = await run(page, { workload: 'a: primes 1k\nb: fetch io/delay?ms=1', models: ['event-loop-pool'] });
      assert.deepEqual(models['event-loop-pool'].tasks.map((task) => task.state), ['done', 'failed']);
      assert.match(models['event-loop-pool'].tasks[1].error, /service worker/);
    });

    test('without isolation the single build runs what needs no threads, and says why', async (t) => {
      const url = await host(t, (path) => (path.startsWith('sw.js') ? { status: 404, body: '' } : undefined), { isolated: false });
      const page = await open(browser, url);
      const environment = await page.evaluate(() => globalThis.playground.environment);
      assert.equal(environment.build, 'single');
      assert.match(environment.why, /^Threads are not available/);
      assert.ok((await page.evaluate(() => document.body.innerText)).includes(environment.why), 'the page says so');
      const { models } = await run(page, { workload: '3 x a: sleep 100ms -> primes 1M', models: ['event-loop', 'sequential'] });
      for (const { counts } of Object.values(models)) assert.equal(counts.done, 3);
      const rows = await page.evaluate(() => globalThis.playground.trace().models.map((model) => model.length));
      assert.ok(rows.every((length) => length >= 9), `the trace comes by message: ${rows}`);
      const { refused } = await run(page, { workload: 'a: primes 1k', models: ['event-loop-pool'] });
      assert.equal(refused.code, 'needs-threads');
      const stopped = await page.evaluate(async () => {
        const { playground } = globalThis;
        const running = playground.run({ workload: '2 x a: block 30s', models: ['event-loop'] });
        await new Promise((resolve) => playground.addEventListener('change', ({ detail }) => detail.state === 'running' && resolve()));
        const asked = performance.now();
        await playground.stop();
        const answeredMs = performance.now() - asked;
        return { answeredMs, counts: (await running).models['event-loop'].counts };
      });
      assert.ok(stopped.answeredMs <= 500, `stopped after ${stopped.answeredMs} ms`);
      assert.equal(stopped.counts.cancelled + stopped.counts.skipped, 2, JSON.stringify(stopped.counts));
    });

    test('an engine whose script is missing is told, and the page can run once it is back', async (t) => {
      let missing = true;
      const url = await host(t, (path) => (missing && path.startsWith('engine.js') ? { status: 404, body: '' } : undefined));
      const page = await open(browser, url);
      const request = { workload: '2 x a: sleep 1ms', models: ['event-loop'] };
      const failed = await run(page, request);
      assert.equal(failed.refused?.code, 'engine-lost');
      assert.match(failed.refused.message, /script could not be loaded/);
      missing = false;
      const { models } = await run(page, request);
      assert.equal(models['event-loop'].counts.done, 2);
    });

    // Firefox (153) keeps in mind that a module did not come.
    if (name === 'chromium') test('code that does not come to a worker is asked for once more', async (t) => {
      const failed = new Set();
      const url = await host(t, (path, { referer }) => {
        if (path !== 'threads/playground.js' || failed.has(referer)) return undefined;
        failed.add(referer);
        return { status: 404, body: '' };
      });
      const page = await open(browser, url);
      const { models } = await run(page, { workload: '4 x a: primes 1k', models: ['threads', 'processes'], workers: 4 });
      for (const { counts } of Object.values(models)) assert.equal(counts.done, 4);
      const scripts = [...failed].map((referer) => new URL(referer).pathname);
      // The service worker may have asked, too, to keep it.
      for (const script of ['/desk.js', '/engine.js', '/process.js', '/thread.js']) assert.ok(scripts.includes(script), scripts.join());
    });

    test('a module that cannot be loaded is told on the page, and nothing hangs', async (t) => {
      const url = await host(t, (path) => (path.endsWith('.wasm') ? { status: 404, body: '' } : undefined));
      const page = await open(browser, url, { ready: false });
      await page.waitForFunction(() => document.body.innerText.includes('could not start'), { timeout: PATIENCE });
      assert.match(await page.evaluate(() => document.body.innerText), /playground_bg\.wasm answered HTTP 404/);
    });

    // What is early was seen in Chromium. If it hangs here, other functions are early than early.txt says: `cargo xtask early`.
    if (name === 'chromium') test('a first task that waits is done before the module\'s rest has come; what needs threads waits for it', async (t) => {
      let letThrough;
      const gate = new Promise((resolve) => (letThrough = resolve));
      const url = await host(t, async (path) => void (path.endsWith('_rest.wasm') && (await gate)));
      const page = await open(browser, url);
      const { models } = await run(page, { workload: 'a: sleep 1ms', models: ['event-loop'] });
      assert.equal(models['event-loop'].counts.done, 1);
      const threads = run(page, { workload: '2 x a: primes 1k', models: ['event-loop-pool'] });
      letThrough();
      assert.equal((await threads).models['event-loop-pool'].counts.done, 2);
    });

    test('a run that computes has the module\'s rest got before it; no engine gets it meanwhile', async (t) => {
      const asked = [];
      const url = await host(t, (path, { referer }) => void (path.endsWith('_rest.wasm') && asked.push(new URL(referer).pathname)));
      const page = await open(browser, url, { before: `(${atOnce})({ workload: 'a: primes 1k', models: ['event-loop'] }, ${REST_WITHIN})` });
      assert.equal((await page.evaluate(() => globalThis.ran)).models['event-loop'].counts.done, 1);
      const order = await page.evaluate(() => globalThis.order);
      assert.ok(order.indexOf('rest') >= 0 && order.indexOf('rest') < order.indexOf('running'), order.join());
      assert.ok(!asked.includes('/engine.js'), asked.join());
    });

    test('a run that only waits has the cores to itself: the module\'s rest is got when it has ended', async () => {
      const page = await open(browser, PLAIN, { before: `(${atOnce})({ workload: 'a: sleep 1ms', models: ['event-loop'] }, ${REST_WITHIN})` });
      assert.equal((await page.evaluate(() => globalThis.ran)).models['event-loop'].counts.done, 1);
      await page.evaluate(() => globalThis.playground.loaded());
      const order = await page.evaluate(() => globalThis.order);
      assert.ok(order.includes('rest'), order.join());
      assert.ok(!order.slice(order.indexOf('starting'), order.indexOf('idle')).includes('rest'), order.join());
    });

    test('the same seed gives the same delays by io/ and by net/', async () => {
      const page = await open(browser);
      const outcomes = await page.evaluate(async () => {
        const outcome = (url) => fetch(url).then((reply) => reply.status, () => 'cut');
        const all = [];
        for (let seed = 0; seed < 24; seed++) {
          const query = `delay?ms=1&jitter=3&fail=40&seed=${seed}`;
          all.push([await outcome(`io/${query}`), await outcome(`net/${query}`)]);
        }
        return all;
      });
      for (const [io, net] of outcomes) assert.equal(io, net);
      assert.equal(new Set(outcomes.flat()).size, 2, 'some fail and some do not');
    });

    test('a second visit needs no reload', async () => {
      const page = await open(browser, PLAIN);
      // The first visit's own reload can run before all of it has loaded.
      await page.evaluate(() => new Promise((done) => (document.readyState === 'complete' ? setTimeout(done) : addEventListener('load', () => setTimeout(done)))));
      let loads = 0;
      page.on('load', () => (loads += 1));
      await page.goto(PLAIN);
      await playground(page);
      assert.equal(loads, 1);
    });
  });
}
