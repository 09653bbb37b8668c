/* Files of the site that do not come, or not as they were built; memory that cannot be had. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { PATIENCE, open, playground, run } from '../e2e/support/browser.mjs';
import { host, original } from '../e2e/support/host.mjs';
import { EACH, LIMIT, accounted, recovers, said } from './support/claims.mjs';

const MISSING = () => ({ status: 404, body: '' });
/** What a host says that has one page for every path. */
const PAGE_FOR_ALL = () => ({ status: 200, type: 'text/html', body: '<!doctype html><title>Our app</title>' });
const STALLED = () => () => {};
const CUT = async (path) => {
  const { type, body } = await original(path);
  return (response) => {
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length, 'Cross-Origin-Embedder-Policy': 'require-corp' });
    response.write(body.subarray(0, body.length / 2));
    setTimeout(() => response.destroy(), 50);
  };
};
const BEGUN = async (path) => {
  const { type, body } = await original(path);
  return { status: 200, type, body: body.subarray(0, body.length / 2) };
};
/** A module of another version: whole, but with nothing that this one's JavaScript asks for. */
const ANOTHER_VERSION = () => ({ status: 200, type: 'application/wasm', body: Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) });
const with_ = (prelude) => async (path) => {
  const { type, body } = await original(path);
  return { status: 200, type, body: `${prelude}\n${body}` };
};

const WASM = /^threads\/playground_bg\.wasm/;
const REST = /^threads\/playground_rest\.wasm/;
const GLUE = /^threads\/playground\.js/;

/** What the page needs before it can run anything: it says why it cannot, and starts once that has been mended. */
const AT_THE_START = [
  { fault: 'the module is cut off', file: WASM, answer: CUT },
  { fault: 'only half of the module is there', file: WASM, answer: BEGUN },
  { fault: 'the module is of another version', file: WASM, answer: ANOTHER_VERSION },
  { fault: 'the module is a page', file: WASM, answer: PAGE_FOR_ALL },
  { fault: 'the module\'s JavaScript is missing', file: GLUE, answer: MISSING },
  { fault: 'the module\'s JavaScript is a page', file: GLUE, answer: PAGE_FOR_ALL },
  { fault: 'the module\'s JavaScript is cut off', file: GLUE, answer: CUT },
  { fault: 'the desk\'s script is missing', file: /^desk\.js/, answer: MISSING },
  { fault: 'the desk\'s script is no JavaScript', file: /^desk\.js/, answer: () => ({ status: 200, type: 'text/javascript', body: 'import {' }) },
  { fault: 'the desk\'s script throws', file: /^desk\.js/, answer: with_('throw new Error("not today");') },
  {
    fault: 'the host allows no workers',
    file: /^$/,
    answer: async () => {
      const { body } = await original('');
      return (response) => response.writeHead(200, {
        'Content-Type': 'text/html', 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp',
        'Content-Security-Policy': "worker-src 'none'",
      }).end(body);
    },
  },
];

/** What only a run needs: the run says why it cannot be, and the next one works once that has been mended. */
const AT_A_RUN = [
  { fault: 'a thread\'s script is missing', file: /^thread\.js/, answer: MISSING, model: 'threads', says: /script could not be loaded/ },
  { fault: 'a process\'s script is missing', file: /^process\.js/, answer: MISSING, model: 'processes', says: /script could not be loaded/ },
  { fault: 'a process\'s script is a page', file: /^process\.js/, answer: PAGE_FOR_ALL, model: 'processes', says: /./ },
  { fault: 'the module\'s rest is missing', file: REST, answer: MISSING, model: 'event-loop', says: /playground_rest\.wasm cannot be used: HTTP 404/ },
  { fault: 'the module\'s rest is cut off', file: REST, answer: CUT, model: 'event-loop', says: /playground_rest\.wasm cannot be used/ },
  { fault: 'the module\'s rest is of another version', file: REST, answer: ANOTHER_VERSION, model: 'event-loop', says: /it is of another version/ },
  { fault: 'the module\'s rest is a page', file: REST, answer: PAGE_FOR_ALL, model: 'event-loop', says: /playground_rest\.wasm cannot be used/ },
  { fault: 'the engine\'s script throws', file: /^engine\.js/, answer: with_('throw new Error("not today");'), model: 'event-loop', says: /not today/ },
  {
    fault: 'the engine can have no memory',
    file: /^engine\.js/,
    answer: with_('WebAssembly.Memory = function () { throw new RangeError("could not allocate memory"); };'),
    model: 'event-loop',
    says: /could not allocate memory/,
  },
];

for (const [name, start] of EACH) {
  describe(`loading, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await start();
    });

    const faulty = async (t, file, answer) => {
      const faults = { are: true };
      const url = await host(t, (path) => (faults.are && file.test(path) ? answer(path) : undefined));
      return { url, mend: () => (faults.are = false) };
    };

    for (const { fault, file, answer } of AT_THE_START) {
      test(`${fault}: the page says that it could not start and why, and does once that is mended`, LIMIT, async (t) => {
        const { url, mend } = await faulty(t, file, answer);
        const page = await open(browser, url, { ready: false });
        await page.waitForFunction(() => /The playground could not start: .{10,} Reload the page to try again\./.test(document.querySelector('#notices').innerText), { timeout: PATIENCE });
        t.diagnostic(await said(page, '#notices'));
        assert.deepEqual(page.seen.uncaught, []);
        mend();
        await page.reload();
        await playground(page);
        await recovers(page);
      });
    }

    for (const { fault, file, answer, model, says } of AT_A_RUN) {
      test(`${fault}: the run says so, and the next one works once that is mended`, LIMIT, async (t) => {
        const { url, mend } = await faulty(t, file, answer);
        const page = await open(browser, url);
        const result = await run(page, { workload: '3 x a: sleep 1ms -> primes 1k', models: [model] });
        const why = result.refused?.message ?? result.models[model].error;
        assert.match(why, says);
        t.diagnostic(why);
        if (!result.refused) accounted(result);
        mend();
        await recovers(page, [model, 'event-loop-pool']);
      });
    }

    test('the editor\'s chunk is missing: the page does without it', LIMIT, async (t) => {
      const { url } = await faulty(t, /^code-.*\.js/, MISSING);
      const page = await open(browser, url);
      await page.waitForSelector('#run[aria-disabled=false]');
      await page.focus('#workload');
      await page.click('#run');
      await page.waitForFunction(() => document.querySelector('#status').innerText.startsWith('Done.'), { timeout: PATIENCE });
      assert.equal(await page.$('.cm-editor'), null);
      await recovers(page);
    });

    test('the module does not come: after a while the page says that it waits, and starts once it is there', LIMIT, async (t) => {
      let release = () => {};
      const { url } = await faulty(t, WASM, (path) => (response) => {
        release = async () => response.writeHead(200, { 'Content-Type': 'application/wasm' }).end((await original(path)).body);
      });
      const page = await open(browser, url, { ready: false });
      await page.waitForFunction(() => document.querySelector('#notices').innerText.includes('still loading'), { timeout: PATIENCE });
      await release();
      await playground(page);
      await page.waitForFunction(() => !document.querySelector('#notices').innerText.includes('still loading'), { timeout: PATIENCE });
      await recovers(page);
    });

    test('the engine does not come: Stop ends the run all the same, with every task told', LIMIT, async (t) => {
      const { url, mend } = await faulty(t, /^engine\.js/, STALLED);
      // Firefox counts a worker whose script is on its way among what the page loads.
      const page = await open(browser, url, { waitUntil: 'domcontentloaded' });
      const running = run(page, { workload: '5 x a: sleep 1ms', models: ['event-loop', 'threads'] });
      await page.waitForSelector('body.is-running #stop[aria-disabled=false]', { timeout: PATIENCE });
      const stopped = await page.evaluate(async () => {
        const asked = performance.now();
        await globalThis.playground.stop();
        return performance.now() - asked;
      });
      assert.ok(stopped < 5_000, `it took ${stopped} ms`);
      const result = await running;
      assert.equal(result.stopped, true);
      for (const { counts } of Object.values(accounted(result))) assert.equal(counts.skipped, 5);
      mend();
      await recovers(page);
    });

    test('the module\'s rest stands still: a run that needs it says so after a while, Stop ends it, and another run does not', LIMIT, async (t) => {
      const { url, mend } = await faulty(t, REST, STALLED);
      const page = await open(browser, url, { waitUntil: 'domcontentloaded' });
      // What else it might be of, the desk would need the rest to read.
      const running = run(page, { workload: 'a: sleep 1ms', models: ['threads'] });
      await page.waitForFunction(() => document.querySelector('#notices').innerText.includes('still loading'), { timeout: PATIENCE });
      await page.evaluate(() => globalThis.playground.stop());
      const result = await running;
      assert.equal(result.stopped, true);
      assert.equal(accounted(result).threads.counts.skipped, 1);
      await page.waitForFunction(() => !document.querySelector('#notices').innerText.includes('still loading'), { timeout: PATIENCE });
      mend();
      // Firefox (153) has who asks again wait behind the request that was given up.
      if (name === 'chromium') await recovers(page);
    });

    test('the browser refuses shared memory of the size that is needed: the page runs what needs none, and says so', LIMIT, async (t) => {
      const { url } = await faulty(t, /^no such file$/, MISSING);
      const refuse = () => {
        const { Memory } = WebAssembly;
        WebAssembly.Memory = function (options) {
          if (options.shared && options.maximum >= 16_384) throw new RangeError('could not allocate memory');
          return new Memory(options);
        };
      };
      const page = await open(browser, url, { before: refuse });
      const { build, why } = await page.evaluate(() => globalThis.playground.environment);
      assert.equal(build, 'single');
      assert.match(why, /refuses shared WebAssembly memory: could not allocate memory/);
      assert.ok((await said(page)).includes(why), 'the page says so');
      await recovers(page, ['event-loop', 'sequential']);
    });

    test('memory runs out in a run: it says so, every task is told, and the next run works', { timeout: 180_000 }, async (t) => {
      const page = await open(browser);
      const { models } = await run(page, { workload: 'run: limit 1000\n40 x a: fetch io/delay?bytes=60M -> put Q -> sleep 60s', models: ['event-loop'] });
      const { counts, error, tasks } = models['event-loop'];
      t.diagnostic(JSON.stringify({ counts, error }));
      assert.equal(Object.values(counts).reduce((sum, count) => sum + count), tasks.length);
      assert.match(error, /out of memory/);
      await recovers(page);
    });
  });
}
