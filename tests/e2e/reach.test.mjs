/* The page where less is to be had: in a hidden tab, over plain HTTP, without JavaScript; and for the last row of a room. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ISOLATED, PATIENCE, launch, open, picture, run } from './support/browser.mjs';

describe('the page where less is to be had', () => {
  let browser;

  before(async () => {
    // A name of this machine that browsers do not take for it.
    browser = await launch('chromium', ['--host-resolver-rules=MAP playground.test 127.0.0.1']);
  });

  test('a run in a hidden tab is marked as throttled; in virtual time nothing is', async () => {
    const page = await open(browser);
    const hide = (state) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    const running = page.evaluate(async () => (await globalThis.playground.run({ workload: 'a: sleep 60s', models: ['event-loop'] })).hidden);
    await page.waitForSelector('body.is-running');
    await hide('hidden');
    await hide('visible');
    await page.evaluate(() => globalThis.playground.stop());
    assert.equal(await running, true);
    assert.match(await page.$eval('#results', (results) => results.innerText), /Throttled: this tab was hidden for some of the run/);
    const request = { workload: 'a: sleep 1ms', models: ['event-loop'] };
    assert.equal((await run(page, request)).hidden, false);
    assert.doesNotMatch(await page.$eval('#results', (results) => results.innerText), /Throttled/);
    await hide('hidden');
    assert.equal((await run(page, { ...request, clock: 'virtual' })).hidden, false);
  });

  test('over plain HTTP from another machine it says what is missing and why, and runs the rest', async () => {
    const page = await open(browser, ISOLATED.replace('127.0.0.1', 'playground.test'));
    const notices = await page.$eval('#notices', (notices) => notices.innerText);
    assert.match(notices, /Threads are not available, .* Shared memory needs HTTPS or localhost, and this page came over plain HTTP\./);
    assert.match(notices, /This page came over plain HTTP from another machine, where browsers allow no service worker: io\/delay is not available\./);
    const { models } = await run(page, { workload: '2 x a: sleep 1ms -> primes 1k\nb: file write note 1k\nc: db put key 1k', models: ['event-loop', 'sequential'] });
    for (const { tasks } of Object.values(models)) {
      assert.deepEqual(tasks.map(({ state }) => state), ['done', 'done', 'failed', 'failed']);
      assert.match(tasks[2].error, /^this browser gives the page no file system \(.*\); it may be .* a page without https/);
      assert.match(tasks[3].error, /^this browser gives the page no database \(.*\); it may be .* a page without https/);
    }
    await page.waitForSelector('#run[aria-disabled=false]');
    await page.click('#copy-link');
    await page.waitForFunction(() => document.querySelector('#status').innerText.includes('the link is in the address bar'), { timeout: PATIENCE });
  });

  test('without JavaScript the page says that it needs it', async () => {
    const page = await (await browser.createBrowserContext()).newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(ISOLATED);
    const seen = await page.evaluate(() => document.body.innerText);
    assert.match(seen, /The playground runs in your browser and needs JavaScript\./);
    await picture(page, 'reach-no-javascript');
  });

  for (const [width, height] of [[1280, 720], [3840, 2160]]) {
    test(`at ${width} px the projector view has type at least half as large again, scrolls nothing sideways, and is kept`, async () => {
      const page = await open(browser, ISOLATED, { viewport: { width, height } });
      await page.waitForSelector('#run[aria-disabled=false]');
      await page.click('#run');
      await page.waitForFunction(() => document.querySelector('#status').innerText.startsWith('Done.'), { timeout: PATIENCE });
      await picture(page, `reach-${width}`);
      const lengths = () =>
        page.evaluate(() => ({
          type: parseFloat(getComputedStyle(document.querySelector('#status')).fontSize),
          lanes: document.querySelector('.model-canvas canvas').clientHeight,
          sideways: document.documentElement.scrollWidth > innerWidth,
        }));
      const usual = await lengths();
      await page.keyboard.press('F2');
      await page.waitForFunction((lanes) => document.querySelector('.model-canvas canvas').clientHeight > lanes, { timeout: PATIENCE }, usual.lanes);
      const large = await lengths();
      assert.ok(large.type >= 1.5 * usual.type, `${large.type} for ${usual.type}`);
      assert.deepEqual([usual.sideways, large.sideways], [false, false]);
      await picture(page, `reach-${width}-projected`);
      await page.reload();
      await page.waitForSelector('#run[aria-disabled=false]', { timeout: PATIENCE });
      assert.equal(await page.$eval('#projector', (button) => button.ariaPressed), 'true');
      await page.click('#projector');
      assert.equal(await page.$eval('#status', (status) => parseFloat(getComputedStyle(status).fontSize)), usual.type);
    });
  }
});
