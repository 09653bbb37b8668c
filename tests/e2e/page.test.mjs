/* The page as a person uses it. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { PATIENCE, launch, open, picture } from './support/browser.mjs';

describe('the page', () => {
  let browser;
  let page;

  before(async () => {
    browser = await launch();
    page = await open(browser);
    await page.waitForSelector('#run[aria-disabled=false]');
  });

  const says = (text) => page.waitForFunction((text) => document.body.innerText.includes(text), { timeout: PATIENCE }, text);
  const write = (text) =>
    page.$eval('#workload', (editor, text) => {
      editor.value = text;
      editor.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
  const idle = () => page.waitForSelector('body:not(.is-running) #run[aria-disabled=false]', { timeout: PATIENCE });
  const tick = (ids) =>
    page.evaluate((ids) => {
      for (const box of document.querySelectorAll('input[id^=model-]')) if (box.checked !== ids.includes(box.id.slice(6))) box.click();
    }, ids);

  test('it opens with the explainer\'s example, event loop and sequential ticked, ready to run', async () => {
    assert.equal(await page.$eval('#workload', (editor) => editor.value.trim()), '3 x fetch_data: sleep 1s');
    const ticked = await page.$$eval('input[id^=model-]:checked', (boxes) => boxes.map((box) => box.id));
    assert.deepEqual(ticked.sort(), ['model-event-loop', 'model-sequential']);
    await picture(page, 'opening');
  });

  test('Run fills the timeline while it runs, then the table', async () => {
    await page.click('#run');
    await page.waitForSelector('body.is-running');
    const grows = await page.evaluate(async () => {
      const seen = [];
      while (document.body.classList.contains('is-running') && seen.length < 400) {
        seen.push(globalThis.playground.trace().models.reduce((sum, model) => sum + model.length, 0));
        await new Promise(requestAnimationFrame);
      }
      return seen;
    });
    assert.ok(new Set(grows).size >= 3, `rows become known while it runs: ${[...new Set(grows)]}`);
    await idle();
    const table = await page.$eval('#results', (results) => results.innerText);
    assert.match(table, /Event loop/);
    assert.match(table, /Sequential/);
    assert.match(table, /3\.0/);
    await picture(page, 'ran');
  });

  test('a span tells what it is under the pointer', async () => {
    const canvas = await page.$('.model-canvas canvas');
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + box.width / 3, box.y + 12);
    await page.waitForFunction(() => [...document.querySelectorAll('.tip')].some((tip) => tip.innerText.includes('fetch_data 1')), { timeout: PATIENCE });
  });

  test('Stop ends a long run at once, and the page can run again', async () => {
    await write('4 x t: sleep 60s');
    await tick(['event-loop']);
    await page.click('#run');
    await says('Running Event loop');
    const stoppedMs = await page.evaluate(async () => {
      const asked = performance.now();
      document.querySelector('#stop').click();
      while (document.body.classList.contains('is-running')) await new Promise(requestAnimationFrame);
      return performance.now() - asked;
    });
    assert.ok(stoppedMs < 1000, `${stoppedMs} ms`);
    await says('cancelled');
    await write('t: sleep 1ms');
    await page.click('#run');
    await says('done');
    await idle();
  });

  test('a mistake is shown at its place, and Run goes to it', async () => {
    await write('ok: sleep 1s\nt: sleeep 1s');
    await says('1 mistake');
    assert.equal(await page.$eval('#workload', (editor) => editor.getAttribute('aria-invalid')), 'true');
    await page.click('#run');
    await page.waitForFunction(() => document.activeElement?.id === 'workload' && document.activeElement.selectionStart === 16);
    await picture(page, 'mistake');
  });

  test('while every core computes, 95 % of the page\'s frames stay under 50 ms', async () => {
    await write('4 x p: primes 1000M');
    await tick(['event-loop', 'event-loop-pool', 'sequential']);
    await says('4 tasks');
    await page.click('#run');
    const frames = await page.evaluate(async () => {
      const lengths = [];
      let last = performance.now();
      do {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        lengths.push(now - last);
        last = now;
      } while (document.body.classList.contains('is-running'));
      return lengths.sort((a, b) => a - b);
    });
    await idle();
    assert.ok(frames.length > 60, `${frames.length} frames`);
    const p95 = frames[Math.floor(frames.length * 0.95)];
    assert.ok(p95 < 50, `the 95th percentile is ${p95} ms`);
    await picture(page, 'computing');
  });

  test('text from a workload never becomes markup', async () => {
    await write('t: fail "<img src=x onerror=globalThis.pwned=1>"');
    await tick(['event-loop']);
    await says('1 task');
    await page.click('#run');
    await says('<img src=x');
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
    await idle();
  });

  test('on a phone everything is within the width', async () => {
    const phone = await open(browser, undefined, { viewport: { width: 390, height: 844, isMobile: true, deviceScaleFactor: 2 } });
    await phone.waitForSelector('#run[aria-disabled=false]');
    assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
    await picture(phone, 'phone');
  });

  test('nothing of this was an error on the console', () => {
    assert.deepEqual(page.seen.errors, []);
  });
});
