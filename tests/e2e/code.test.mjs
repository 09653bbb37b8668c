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
      // What the page opens with is gathered, too.
      await shows("    value = await fetch(f'io/delay?ms=5&i={i}')");
      await shows('await asyncio.gather(*tasks, return_exceptions=True)');
      assert.deepEqual(await page.$$eval('#code [role=tab]', (tabs) => tabs.map((tab) => tab.textContent)), ['Event loop', 'Processes']);
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

    test('the same in callbacks, without an await; a model without a loop says why it has none', async () => {
      const [awaits, calls] = await page.$$('#code .segments button');
      await calls.click();
      await shows('task.add_done_callback(ended)');
      assert.ok((await rows()).includes("        task.when(fetch(f'io/delay?ms=5&i={i}'), after_fetch)"));
      assert.ok((await rows()).every((row) => !row.includes('await')));
      await picture(page, `code-callbacks-${name}`);
      await page.click('#code [role=tab]:nth-child(2)');
      await shows('with ProcessPoolExecutor(WORKERS');
      assert.match(await page.$eval('#code-why', (why) => (why.hidden ? '' : why.textContent)), /“Processes” gives each task a process of its own/);
      assert.equal(await page.$$eval('#code .segments [aria-disabled=true][aria-pressed=false]', (all) => all.length), 2);
      await page.click('#code [role=tab]:nth-child(1)');
      await shows('task.add_done_callback(ended)');
      assert.ok(await page.$eval('#code-why', (why) => why.hidden));
      await awaits.click();
      await shows('await asyncio.gather');
    });

    test('a row marks the spans of its step, until it is let go, and a pinned span marks its rows', async () => {
      await page.click('#run');
      await page.waitForFunction(() => document.querySelector('#status').innerText.startsWith('Done.'), { timeout: PATIENCE });
      await page.waitForSelector('.replay-sentence', { timeout: PATIENCE });
      // The timeline was brought in sight, and a row may have come under the pointer by that.
      await page.hover('#models');
      await page.waitForFunction(() => document.querySelector('#code-lines .current') === null, { timeout: PATIENCE });
      const lanes = '.model-canvas canvas';
      const unmarked = await page.$eval(lanes, (canvas) => canvas.toDataURL());
      const becomes = (isMarked) =>
        page.waitForFunction((lanes, unmarked, isMarked) => (document.querySelector(lanes).toDataURL() !== unmarked) === isMarked, { timeout: PATIENCE }, lanes, unmarked, isMarked);
      const fetches = await page.waitForFunction(() => [...document.querySelectorAll('#code-lines li')].find((row) => row.textContent.includes('fetch(')), { timeout: PATIENCE });
      await fetches.hover();
      await becomes(true);
      await page.hover('#models');
      await becomes(false);
      await fetches.click();
      await page.hover('#models');
      await becomes(true);
      await page.keyboard.press('Escape');
      await becomes(false);
      await page.focus(lanes);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => [...document.querySelectorAll('#code-lines .linked')].some((row) => row.textContent.includes('fetch(')), { timeout: PATIENCE });
      await picture(page, `code-pinned-${name}`);
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
