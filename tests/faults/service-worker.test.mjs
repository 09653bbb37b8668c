/* A service worker that is ended, late, broken, of an older version, or gone. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { PATIENCE, PLAIN, launch, open, playground, run } from '../e2e/support/browser.mjs';
import { host, original } from '../e2e/support/host.mjs';
import { EACH, LIMIT, accounted, recovers, said } from './support/claims.mjs';

const script = (body) => () => ({ status: 200, type: 'text/javascript', body });
const TAKES_OVER = "addEventListener('install', () => skipWaiting()); addEventListener('activate', () => void clients.claim());";

/** What becomes of a page whose service worker's script is so, on a host that sends the headers itself. */
const SCRIPTS = [
  { fault: 'it never comes', answer: () => () => {}, serviceWorker: false, says: /no answer within 5 s/, task: /service worker that answers io\/ does not control this page/ },
  { fault: 'it is a page', answer: () => ({ status: 200, type: 'text/html', body: '<!doctype html>' }), serviceWorker: false, says: /could not be started/, task: /does not control this page/ },
  { fault: 'it is cut off', answer: script('(() => {'), serviceWorker: false, says: /could not be started/, task: /does not control this page/ },
  { fault: 'it fails to install', answer: script("addEventListener('install', (event) => event.waitUntil(Promise.reject(new Error('no'))));"), serviceWorker: false, says: /its script failed/, task: /does not control this page/ },
  { fault: 'it answers nothing', answer: script(TAKES_OVER), serviceWorker: true, task: /does not control this page/ },
  { fault: 'it fails at each request', answer: script(`${TAKES_OVER} addEventListener('fetch', (event) => /[/]io[/]/.test(event.request.url) && event.respondWith(Promise.reject(new Error('no'))));`), serviceWorker: true, task: /could not be reached/ },
  { fault: 'it answers with what is no answer', answer: script(`${TAKES_OVER} addEventListener('fetch', (event) => /[/]io[/]/.test(event.request.url) && event.respondWith(42));`), serviceWorker: true, task: /could not be reached/ },
];

for (const [name, start] of EACH) {
  describe(`the service worker, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await start();
    });

    for (const { fault, answer, serviceWorker, says, task } of SCRIPTS) {
      test(`${fault}: the page opens, says what is missing, and runs the rest`, LIMIT, async (t) => {
        const page = await open(browser, await host(t, (path) => (path.startsWith('sw.js') ? answer() : undefined)));
        const environment = await page.evaluate(() => globalThis.playground.environment);
        assert.equal(environment.serviceWorker, serviceWorker);
        if (says) {
          assert.match(environment.serviceWorkerWhy, says);
          assert.ok((await said(page)).includes(environment.serviceWorkerWhy), 'the page says so');
        }
        const { tasks } = accounted(await run(page, { workload: 'a: fetch io/delay?ms=1\nb: sleep 1ms', models: ['event-loop'] }))['event-loop'];
        assert.match(tasks[0].error, task);
        assert.equal(tasks[1].state, 'done');
        await recovers(page);
      });
    }

    test('it comes late: a run that asks it waits for it, however long the engine has been there', LIMIT, async (t) => {
      let isAsked = () => {};
      const asked = new Promise((resolve) => (isAsked = resolve));
      const url = await host(t, (path) => (path.startsWith('sw.js') ? isAsked : undefined));
      const page = await open(browser, url, { ready: false });
      await page.waitForFunction(() => globalThis.playground?.loaded().then(() => true), { timeout: PATIENCE });
      const running = run(page, { workload: 'a: fetch io/delay?ms=1', models: ['event-loop'] });
      const { type, body } = await original('sw.js');
      (await asked).writeHead(200, { 'Content-Type': type }).end(body);
      const { counts } = accounted(await running)['event-loop'];
      assert.equal(counts.done, 1);
      await recovers(page);
    });

    test('it never comes: Stop ends a run that waits for it', LIMIT, async (t) => {
      const page = await open(browser, await host(t, (path) => (path.startsWith('sw.js') ? () => {} : undefined)), { ready: false });
      await page.waitForFunction(() => globalThis.playground !== undefined, { timeout: PATIENCE });
      const { stopped, environment } = await page.evaluate(async () => {
        const { playground } = globalThis;
        const running = playground.run({ workload: 'a: fetch io/delay?ms=1', models: ['event-loop'] });
        await playground.stop();
        return running;
      });
      assert.equal(stopped, true);
      assert.deepEqual([environment.serviceWorker, environment.serviceWorkerWhy], [false, ''], 'it is not known yet why there is none');
      await playground(page);
      await recovers(page);
    });

    test('an older one is in control: the page works by it, offers the newer one, and is whole once that is taken', LIMIT, async (t) => {
      let isOld = true;
      const url = await host(t, async (path) => (isOld && path.startsWith('sw.js') ? script(TAKES_OVER)() : undefined));
      const page = await open(browser, url);
      isOld = false;
      await page.reload();
      await playground(page);
      await page.waitForFunction(() => document.querySelector('#notices').innerText.includes('A new version of this page is ready.'), { timeout: PATIENCE });
      await recovers(page);
      await Promise.all([
        page.waitForNavigation({ timeout: PATIENCE }),
        page.$$eval('#notices button', (buttons) => buttons.find((button) => button.innerText === 'Reload with it').click()),
      ]);
      await playground(page);
      const { counts } = accounted(await run(page, { workload: 'a: fetch io/delay?ms=1', models: ['event-loop'] }))['event-loop'];
      assert.equal(counts.done, 1);
      await recovers(page);
    });

    test('it is unregistered while the page is open: what runs goes on, and a reload or two have it again', LIMIT, async () => {
      const page = await open(browser, PLAIN);
      // An engine whose script is still on its way would have to start anew.
      accounted(await run(page, { workload: 'a: sleep 1ms', models: ['event-loop'] }));
      const running = run(page, { workload: '6 x a: fetch io/delay?ms=5 -> fetch io/delay?ms=20 -> fetch io/delay?ms=20', models: ['event-loop'] });
      await page.evaluate(async () => {
        for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
      });
      accounted(await running);
      // The page that is left holds on to the old registration until it is gone: the first load may still meet that.
      for (let loads = 0; loads < 2; loads++) {
        await page.reload();
        await playground(page);
      }
      assert.equal(await page.evaluate(() => globalThis.playground.environment.serviceWorker), true);
      const { counts } = accounted(await run(page, { workload: 'a: fetch io/delay?ms=1', models: ['event-loop'] }))['event-loop'];
      assert.equal(counts.done, 1);
      // Threads take a reload of the page's own, which it does not repeat within seconds of the one of its first visit.
      await recovers(page, ['event-loop', 'sequential']);
    });
  });
}

test('it is killed in the middle of its answers: each request fails or is answered, and the next run has it again', LIMIT, async () => {
  const page = await open(await launch('chromium'));
  const devtools = await page.createCDPSession();
  await devtools.send('ServiceWorker.enable');
  for (let i = 0; i < 5; i++) {
    const running = run(page, { workload: '20 x a: fetch io/delay?ms=100\n20 x b: fetch io/delay?ms=100 retry 5 backoff 1ms', models: ['event-loop'] });
    await page.waitForFunction(() => globalThis.playground.trace().models[0]?.length >= 40, { timeout: PATIENCE });
    await devtools.send('ServiceWorker.stopAllWorkers');
    const { tasks } = accounted(await running)['event-loop'];
    for (const { name, state, error } of tasks) {
      if (state !== 'done') assert.match(error, /^io\/delay\S* could not be reached|broke off/, name);
    }
    assert.ok(tasks.every(({ name, state }) => state === 'done' || name.startsWith('a')), 'who retries gets through');
    const { counts } = accounted(await run(page, { workload: '5 x c: fetch io/delay?ms=1', models: ['event-loop'] }))['event-loop'];
    assert.equal(counts.done, 5);
  }
  await recovers(page);
});

test('the browser keeps none of its files: the page works all the same', LIMIT, async (t) => {
  const url = await host(t, async (path) => {
    if (!path.startsWith('sw.js')) return undefined;
    const { body } = await original(path);
    const refuse = "Cache.prototype.put = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));";
    return { status: 200, type: 'text/javascript', body: `${refuse}\n${body}` };
  });
  const page = await open(await launch('chromium'), url);
  await page.waitForSelector('#run[aria-disabled=false]');
  await page.click('#run');
  await page.waitForFunction(() => document.querySelector('#status').innerText.startsWith('Done.'), { timeout: PATIENCE });
  await recovers(page);
  // What it began to keep, it lets go of.
  await page.waitForFunction(async () => (await caches.keys()).length === 0, { timeout: PATIENCE });
});
