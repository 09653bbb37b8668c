/* The workload as Python, beside the editor: for each ticked model, linked with its steps both ways, to take home. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { BROWSERS, PATIENCE, launch, open, picture } from './support/browser.mjs';

const WORKLOAD = '2 x page: fetch io/delay?ms=5&i={i} -> sha256\nlate: sleep 10ms';

for (const name of Object.keys(BROWSERS)) {
  describe(`code, in ${name}`, () => {
    let page;

    before(async () => {
      page = await open(await launch(name));
      await page.evaluate((text) => {
        const area = document.querySelector('#workload');
        area.value = text;
        for (const box of document.querySelectorAll('#models input')) box.checked = ['event-loop', 'processes'].includes(box.value);
        area.dispatchEvent(new Event('input', { bubbles: true }));
      }, WORKLOAD);
    });
    after(() => assert.deepEqual(page.seen.errors, []));

    const rows = () => page.$$eval('#code-lines li', (rows) => rows.map((row) => row.textContent));
    const shows = (text) =>
      page.waitForFunction((text) => document.querySelector('#code-lines')?.textContent.includes(text), { timeout: PATIENCE }, text);

    test('it is there once it is opened, for each ticked model, and stays open', async () => {
      if (!(await page.$eval('#code', (fold) => fold.open))) await page.click('#code > summary');
      await shows('await asyncio.gather(*tasks, return_exceptions=True)');
      assert.deepEqual(await page.$$eval('#code [role=tab]', (tabs) => tabs.map((tab) => tab.textContent)), ['Event loop', 'Processes']);
      assert.ok((await rows()).includes("    value = await fetch(f'io/delay?ms=5&i={i}')"));
      await picture(page, `code-${name}`);
      await page.click('#code [role=tab]:nth-child(2)');
      await shows('with ProcessPoolExecutor(WORKERS');
      assert.ok((await rows()).every((row) => !row.includes('await')));
      await page.click('#code-whole');
      await shows("if __name__ == '__main__':");
      await page.click('#code-whole');
      await page.click('#code [role=tab]:nth-child(1)');
      await shows('await asyncio.gather');
    });

    test('a row marks its step in the workload, and the caret in the workload marks its rows', async () => {
      await page.focus('#code-lines');
      await page.$eval('#code-lines', (list) => {
        const row = [...list.children].findIndex((each) => each.textContent.includes('asyncio.sleep(0.01)'));
        for (let i = 0; i <= row; i += 1) list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
      });
      await page.waitForFunction(
        () => [...document.querySelectorAll('.editor .pinned-step')].map((part) => part.textContent).join('') === 'sleep 10ms',
        { timeout: PATIENCE },
      );
      await page.hover('#editor');
      const word = await page.waitForFunction(
        () => [...document.querySelectorAll('.cm-content .token-step')].find((step) => step.textContent === 'sha256'),
        { timeout: PATIENCE },
      );
      await word.click();
      await page.waitForFunction(
        () => [...document.querySelectorAll('#code-lines .linked')].some((row) => row.textContent.includes('sha256(value)')),
        { timeout: PATIENCE },
      );
    });

    test('with a mistake the last Python stays, and the next one comes', async () => {
      const write = (text) =>
        page.evaluate((text) => {
          const area = document.querySelector('#workload');
          area.value = text;
          area.dispatchEvent(new Event('input', { bubbles: true }));
        }, text);
      await write('late: sleeep 10ms');
      await page.waitForFunction(() => document.querySelector('#workload-errors ul') !== null, { timeout: PATIENCE });
      assert.ok((await rows()).some((row) => row.includes('sha256')));
      await write('late: sleep 3s');
      await shows('await asyncio.sleep(3)');
      assert.ok((await rows()).every((row) => !row.includes('sha256')));
    });
  });
}
