/* The playground in a frame of somebody else's page. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { createRequire } from 'node:module';
import { before, describe, test } from 'node:test';

import { writeLink } from '../../www/view/link.js';
import { BROWSERS, ISOLATED, PATIENCE, PLAIN, launch, open, picture, playground } from './support/browser.mjs';
import { host } from './support/host.mjs';

const LINK = await writeLink({ text: '2 x page: sleep 20ms', models: ['event-loop', 'threads', 'sequential'], workers: '' });
const axe = await readFile(createRequire(`${process.env.NODE_MODULES}/`).resolve('axe-core'), 'utf8');
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

for (const name of Object.keys(BROWSERS)) {
  describe(`in a frame, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await launch(name);
    });

    /** A page of another origin with the playground in a frame; gives the frame once it can run. */
    const framed = async (t, { headers = {}, site = ISOLATED } = {}) => {
      const server = http.createServer((_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html', ...headers });
        const frame = `<iframe src="${site}?embed#${LINK}" width="100%" height="640" allow="cross-origin-isolated"></iframe>`;
        response.end(`<!doctype html><title>A lesson</title><body>${frame}`);
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      t.after(() => server.close());
      // By name and by number this machine is two sites.
      const page = await open(browser, `http://localhost:${server.address().port}/`, { ready: false });
      const frame = await (await page.waitForSelector('iframe')).contentFrame();
      await playground(frame);
      await frame.waitForSelector('#run[aria-disabled=false]');
      return { page, frame };
    };

    test('where nothing isolates it, it says so, runs what it can, and offers a tab', async (t) => {
      // Chromium isolates it in any page, if the host or the service worker asks for that.
      const site = name === 'firefox' ? ISOLATED : await host(t, (path) => (path === 'sw.js' ? { status: 404, body: '' } : undefined));
      const { page, frame } = await framed(t, { site });
      await page.setViewport({ width: 720, height: 700 });
      const notices = await frame.$eval('#notices', (notices) => notices.innerText);
      assert.match(notices, /Threads are not available.*shown in a frame of a page that is not cross-origin isolated; open it in a tab of its own/);
      await frame.click('#run');
      await frame.waitForFunction(() => /^Done\. Event loop .*; Sequential /.test(document.querySelector('#status').innerText), { timeout: PATIENCE });
      assert.equal(await frame.$$eval('.model-canvas canvas', (canvases) => canvases.filter((canvas) => canvas.checkVisibility()).length), 2);
      const seen = await frame.evaluate(() => ['#editor', '#run', '#timeline', '.whole-page a', 'header button', '#lesson', '#code', '#explore', '#results', '#help', '#exports'].filter((selector) => document.querySelector(selector)?.checkVisibility()));
      assert.deepEqual(seen, ['#editor', '#run', '#timeline', '.whole-page a']);
      assert.equal(await frame.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      await frame.evaluate(axe);
      const { violations } = await frame.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`), []);
      await picture(page, `embedded-${name}`);
      const opened = new Promise((resolve) => browser.once('targetcreated', resolve));
      await frame.click('.whole-page a');
      const whole = await (await opened).page();
      await playground(whole);
      assert.equal(whole.url(), `${site}#${LINK}`);
      assert.equal(await whole.evaluate(() => globalThis.playground.environment.build), 'threads');
      await whole.close();
    });

    test('what is changed there goes into the link, and into nothing else', async (t) => {
      const { page, frame } = await framed(t);
      const url = frame.url();
      const entries = await page.evaluate(() => history.length);
      await frame.$eval('#workload', (area) => {
        area.value = 'other: sleep 1ms';
        area.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await frame.waitForFunction(() => document.querySelector('.whole-page a').href.includes('other'), { timeout: PATIENCE });
      assert.equal(frame.url(), url);
      assert.equal(await page.evaluate(() => history.length), entries);
      assert.equal(await frame.evaluate(() => localStorage.length), 0);
    });

    for (const [headers, site] of [['the headers', ISOLATED], ['no headers', PLAIN]]) {
      test(`of a page that is not isolated, from a host with ${headers}, it has threads`, { skip: name === 'firefox' && 'Firefox isolates no frame of another origin' }, async (t) => {
        const { frame } = await framed(t, { site });
        await frame.click('#run');
        await frame.waitForFunction(() => /^Done\. .*Threads /.test(document.querySelector('#status').innerText), { timeout: PATIENCE });
      });
    }

    test('of a page that is isolated it has threads', { skip: name === 'firefox' && 'Firefox isolates no frame of another origin' }, async (t) => {
      const { frame } = await framed(t, { headers: ISOLATION });
      assert.equal(await frame.evaluate(() => globalThis.playground.environment.build), 'threads');
    });
  });
}
