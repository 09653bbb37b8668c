/* The page without a network, and updates: offered, never forced. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, test } from 'node:test';

import { BROWSERS, ISOLATED, PATIENCE, launch, open, playground, run } from './support/browser.mjs';
import { host, original } from './support/host.mjs';

for (const name of Object.keys(BROWSERS)) {
  describe(`offline, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await launch(name);
    });

    const until = (page, condition, ...args) => page.waitForFunction(condition, { timeout: PATIENCE }, ...args);
    /** Waits until the service worker has kept a version, the last file of its list among them. */
    const kept = (page, version = '') =>
      until(page, async (version) => {
        for (const key of await caches.keys()) {
          const urls = (await (await caches.open(key)).keys()).map(({ url }) => url);
          if (key.endsWith(version) && ['/', 'style.css', 'main.js', '_bg.wasm', 'engine.js', 'desk.js'].every((part) => urls.some((url) => url.endsWith(part)))) return true;
        }
        return false;
      }, version);
    const finish = async (page) => {
      await page.waitForSelector('#run[aria-disabled=false]');
      await page.click('#run');
      await until(page, () => document.querySelector('#status').innerText.startsWith('Done.'));
    };
    /** The same site as if it had been changed and deployed: the script of the service worker is another one. */
    const newer = async (path, version) => {
      const { type, body } = await original(path);
      const changed = (page) => page.toString().replace('<title>', `<title>${version} `);
      if (path === '') return { status: 200, type, body: changed(body) };
      if (path !== 'sw.js') return undefined;
      const mark = createHash('sha256').update(changed((await original('')).body)).digest('hex').slice(0, 8);
      const script = body.toString().replace(/"?version"?:"[0-9a-f]+"/, `version:"${version}"`).replace(/"\.\/":"[0-9a-f]{8}"/, `"./":"${mark}"`);
      return { status: 200, type, body: script };
    };

    test('after a run the page opens, runs and completes without its host', async (t) => {
      let isGone = false;
      const url = await host(t, () => (isGone ? 'gone' : undefined), { isolated: false });
      const first = await open(browser, url);
      assert.equal(await first.evaluate(async () => (await caches.keys()).length), 0, 'a first run is not disturbed');
      await finish(first);
      await kept(first);
      await first.close();
      isGone = true;
      const page = await first.browserContext().newPage();
      await page.goto(url);
      await playground(page);
      assert.equal(await page.evaluate(() => globalThis.playground.environment.build), 'threads');
      const { models, refused } = await run(page, { workload: '2 x a: fetch io/delay?ms=5 -> primes 1k', models: ['event-loop', 'event-loop-pool'] });
      assert.equal(refused, undefined, refused?.message);
      for (const { counts } of Object.values(models)) assert.equal(counts.done, 2);
      const scraped = await run(page, { workload: 'a: crawl pages/index.html depth 5\nb: fetch pages/index.html -> wordcount', models: ['event-loop'] });
      assert.equal(scraped.models['event-loop'].counts.done, 2, JSON.stringify(scraped.refused ?? scraped.models['event-loop'].tasks));
      await page.focus('#workload');
      await page.waitForSelector('.cm-editor');
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector('.panel')).borderRadius), '0px', 'styles are there');
    });

    test('a visit that is left without a run is kept too', async (t) => {
      const page = await open(browser, await host(t, () => undefined));
      await page.waitForSelector('#run[aria-disabled=false]');
      await page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
        document.dispatchEvent(new Event('visibilitychange'));
      });
      await kept(page);
    });

    test('only what the build at hand needs is kept', async (t) => {
      const page = await open(browser, await host(t, () => undefined));
      await finish(page);
      await kept(page);
      const paths = await page.evaluate(async () => {
        const [key] = await caches.keys();
        return (await (await caches.open(key)).keys()).map(({ url }) => new URL(url).pathname);
      });
      assert.ok(paths.some((path) => path.startsWith('/threads/')));
      assert.ok(!paths.some((path) => /^\/single\/|sw\.js|LICENSES|\.map$/.test(path)), paths.join());
    });

    test('an update waits, is offered, and is whole once it is taken; the old files go', async (t) => {
      let version = '';
      const url = await host(t, async (path) => (version === '' ? undefined : newer(path, version)));
      const page = await open(browser, url);
      await finish(page);
      await kept(page);
      version = 'feedfacefeedface';
      const running = page.evaluate(() => globalThis.playground.run({ workload: 'a: sleep 60s', models: ['event-loop'] }).then(({ models }) => models['event-loop'].counts));
      await page.waitForSelector('body.is-running');
      await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration()).update()));
      await until(page, () => document.querySelector('#notices').innerText.includes('A new version of this page is ready.'));
      assert.equal(await page.$eval('body', (body) => body.classList.contains('is-running')), true, 'the run goes on');
      await page.click('#stop');
      assert.equal((await running).cancelled, 1);
      await page.reload();
      await playground(page);
      assert.doesNotMatch(await page.title(), /feedface/, 'a reload alone keeps the old version');
      await until(page, () => document.querySelector('#notices').innerText.includes('A new version of this page is ready.'));
      await kept(page, version);
      await Promise.all([page.waitForNavigation(), page.$$eval('#notices button', (buttons) => buttons.find((button) => button.innerText === 'Reload with it').click())]);
      await playground(page);
      assert.match(await page.title(), /^feedface/);
      await until(page, async (version) => (await caches.keys()).every((key) => key.endsWith(version)), version);
    });

    test('of a site that is changed meanwhile nothing is kept, and once it is whole all is', async (t) => {
      let isChanged = false;
      let noteAsked = () => {};
      const asked = new Promise((resolve) => (noteAsked = resolve));
      const page = await open(browser, await host(t, async (path) => {
        if (path !== 'style.css') return undefined;
        const { type, body } = await original(path);
        if (isChanged) noteAsked();
        return { status: 200, type, body: isChanged ? `${body}/* of the next version */` : body };
      }));
      await page.waitForSelector('#run[aria-disabled=false]');
      isChanged = true;
      await finish(page);
      await asked;
      isChanged = false;
      await finish(page);
      await kept(page);
      const style = await page.evaluate(async () => (await caches.match('style.css')).text());
      assert.equal(style, (await original('style.css')).body.toString());
    });

    test('while one develops nothing is kept', async () => {
      const page = await open(browser, ISOLATED);
      await finish(page);
      // What was asked before this has been done by the time that it answers.
      await page.evaluate(() => fetch('io/delay?ms=1').then((reply) => reply.text()));
      assert.deepEqual(await page.evaluate(() => caches.keys()), []);
    });

    test('what the README says removes the service worker and what it keeps', async (t) => {
      const page = await open(browser, await host(t, () => undefined));
      await finish(page);
      await kept(page);
      await page.evaluate(async () => {
        for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
        for (const key of await caches.keys()) await caches.delete(key);
      });
      assert.deepEqual(await page.evaluate(async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]), [0, 0]);
    });
  });
}
