/* What the browser keeps for the page: refused, full, or not as the page left it. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { PATIENCE, open, playground, run } from '../e2e/support/browser.mjs';
import { EACH, LIMIT, accounted, recovers, said } from './support/claims.mjs';

/** The set-up as the page may find it; `null` is none. */
const KEPT = ['{', 'null', '[]', '"text"', '42', '{"text":7,"models":{},"workers":[]}', '{"text":"a: sleep 1ms","models":["__proto__",null,{}],"workers":"-1"}', `{"text":"${'x'.repeat(1_000_000)}"}`, '{"__proto__":{"text":"b: sleep 1s"}}'];

const RUN = { workload: 'f: file write a 10k -> file read a\nd: db put a 10k -> db get a', models: ['event-loop'] };

for (const [name, start] of EACH) {
  describe(`what is kept, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await start();
    });

    test('a set-up that was changed from outside is read as far as it can be', LIMIT, async () => {
      const page = await open(browser);
      for (const kept of KEPT) {
        await page.evaluate((kept) => localStorage.setItem('playground.setup', kept), kept);
        await page.reload();
        await playground(page);
        await page.waitForSelector('#run[aria-disabled=false]');
        assert.deepEqual(page.seen.uncaught, [], kept.slice(0, 80));
      }
      await recovers(page);
    });

    test('a browser that has no room for the set-up: the page says so once, and works', LIMIT, async () => {
      const page = await open(browser);
      await page.evaluate(() => {
        localStorage.clear();
        for (let size = 1 << 22; size >= 1; size >>= 1) {
          try {
            for (let i = 0; ; i++) localStorage.setItem(`fill ${size} ${i}`, 'x'.repeat(size));
          } catch {
            // Full, for pieces of this size.
          }
        }
      });
      for (const text of ['a: sleep 1ms', 'b: sleep 2ms']) {
        await page.$eval('#workload', (area, text) => {
          area.value = text;
          area.dispatchEvent(new Event('input', { bubbles: true }));
        }, text);
      }
      assert.equal((await said(page, '#notices')).split('does not keep your workload').length, 2);
      await recovers(page);
    });

    test('a browser that refuses to keep anything: the page says so when there is something to keep, and works', LIMIT, async () => {
      const refuse = () => {
        for (const kind of ['localStorage', 'sessionStorage']) {
          Object.defineProperty(globalThis, kind, { get: () => { throw new DOMException('not in this window', 'SecurityError'); } });
        }
      };
      const page = await open(browser, undefined, { before: refuse });
      await page.$eval('#workload', (area) => {
        area.value = 'a: sleep 1ms';
        area.dispatchEvent(new Event('input', { bubbles: true }));
      });
      assert.match(await said(page, '#notices'), /does not keep your workload across reloads \(not in this window\)/);
      await recovers(page);
    });

    test('what another program has put where runs store is removed, or stepped over; the run has its own', LIMIT, async () => {
      const page = await open(browser);
      await page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        // A file where a folder is looked for, and a folder that is not as the page makes it.
        await (await root.getFileHandle('concurrency-playground-run-1', { create: true })).createWritable().then((file) => file.close());
        const folder = await root.getDirectoryHandle('concurrency-playground-run-2', { create: true });
        await (await folder.getDirectoryHandle('deep', { create: true })).getFileHandle('file', { create: true });
        await new Promise((resolve) => {
          const opening = indexedDB.open('concurrency-playground-run-3', 77);
          opening.onupgradeneeded = () => opening.result.createObjectStore('something else');
          opening.onsuccess = () => (opening.result.close(), resolve());
        });
      });
      await page.evaluate(() => globalThis.playground.breakEngine('worker'));
      const { tasks } = accounted(await run(page, RUN))['event-loop'];
      assert.deepEqual(tasks.map(({ state }) => state), ['done', 'done'], JSON.stringify(tasks));
      await page.waitForFunction(async () => {
        const left = (await indexedDB.databases()).map((each) => each.name);
        for await (const each of (await navigator.storage.getDirectory()).keys()) left.push(each);
        return left.length === 0;
      }, { timeout: PATIENCE });
      await recovers(page);
    });

    test('another tab holds on to what runs store: no run waits for it', LIMIT, async () => {
      const page = await open(browser);
      const other = await page.browserContext().newPage();
      await other.goto(page.url());
      await other.evaluate(() => new Promise((resolve) => {
        const opening = indexedDB.open('concurrency-playground-run-4', 1);
        // It stays open, and does not give way to who wants to delete it.
        opening.onsuccess = () => resolve(void (globalThis.kept = opening.result));
      }));
      await page.bringToFront();
      await page.reload();
      await playground(page);
      const { tasks } = accounted(await run(page, RUN))['event-loop'];
      assert.deepEqual(tasks.map(({ state }) => state), ['done', 'done'], JSON.stringify(tasks));
      await other.close();
      await recovers(page);
    });
  });
}
