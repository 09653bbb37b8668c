/* What helps to understand a run: a guess before it, a closer look after it, and earlier runs beside it. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { PATIENCE, launch, picture } from './support/browser.mjs';
import { sitDown } from './support/person.mjs';

describe('understanding a run', () => {
  let page;
  let [until, idle, tick, fill] = [];

  before(async () => {
    ({ page, until, idle, tick, fill } = await sitDown(await launch()));
  });

  const textOf = (selector) => page.$eval(selector, (element) => element.innerText.replaceAll('\u00a0', ' '));
  const write = async (text, models) => {
    await fill('#workload', text);
    await tick(models);
    await until(() => /tasks?$/.test(document.querySelector('#workload-tasks').innerText));
  };
  const runOnce = async () => {
    await page.$eval('#status', (status) => status.replaceChildren());
    await page.click('#run');
    await until(() => document.querySelector('#status').innerText.startsWith('Done.'));
    await idle();
  };
  const table = () => page.$$eval('#results tbody tr', (rows) => rows.map((row) => row.querySelector('th').innerText.replace(/\s+/g, ' ')));

  test('who guesses by keys sees the guess and what was measured beside each other, and the address keeps the switch', async () => {
    await write('8 x t: sleep 30ms', ['event-loop', 'sequential']);
    await page.focus('#guess-first');
    await page.keyboard.press('Space');
    await page.waitForSelector('#guess-sequential');
    await until(() => document.querySelector('.guess-scale').innerText.includes('500'));
    await page.focus('#guess-sequential');
    await page.keyboard.press('Home');
    for (let i = 0; i < 10; i += 1) await page.keyboard.press('ArrowRight');
    assert.match(await textOf('#guess'), /Event loop\s+no guess yet\s+Sequential\s+25\.0 ms/);
    await runOnce();
    await until(() => document.querySelectorAll('.guess-measured:not([hidden])').length === 2);
    assert.match(await textOf('#guess'), /Event loop\s+no guess yet\s+measured [\d.]+ ms\s+Sequential\s+25\.0 ms\s+measured \d+ ms: it took [\d.]+× as long as you guessed/);
    await until(() => location.hash.includes('g=1'));
    await picture(page, 'guess');
    await page.click('#guess-first');
    assert.equal(await page.$eval('#guess', (guess) => guess.hidden), true);
  });

  test('a run that is kept stays in the table beside the next one; any column sorts; it can be brought back and dropped', async () => {
    await write('run: limit 1\n4 x t: sleep 30ms', ['event-loop']);
    await runOnce();
    await page.waitForSelector('#keep-run:not([hidden])', { timeout: PATIENCE });
    await page.click('#keep-run');
    assert.match(await textOf('#kept'), /^A\s/);
    await write('run: limit 4\n4 x t: sleep 30ms', ['event-loop']);
    await runOnce();
    assert.deepEqual(await table(), ['Event loop', 'Event loop A']);
    assert.match(await textOf('#kept'), /A\s+run: limit 1\s+Timeline\s+Bring back\s+Drop/);
    const sort = () => page.$eval('#results thead .sort', (button) => button.click());
    await sort();
    assert.deepEqual(await table(), ['Event loop', 'Event loop A']);
    await sort();
    assert.deepEqual(await table(), ['Event loop A', 'Event loop']);
    assert.equal(await page.$eval('#results [aria-sort]', (head) => head.getAttribute('aria-sort')), 'descending');
    await picture(page, 'variants');
    const press = (name) => page.$$eval('#kept button', (buttons, name) => buttons.find((button) => button.innerText === name).click(), name);
    await press('Bring back');
    assert.match(await page.$eval('#workload', (area) => area.value), /limit 1/);
    await press('Drop');
    assert.deepEqual(await table(), ['Event loop']);
  });

  test('sliders foretell what else it would come to; how long tasks took and speed-up are plotted and told in numbers', async () => {
    await write('8 x t: sleep 20ms -> primes 20M', ['event-loop', 'sequential']);
    await runOnce();
    const [whatIf, latency, speedup] = await page.$$('#explore summary');
    // By key: what a run leaves above it may still move it from under a pointer.
    const unfold = async (summary) => {
      await summary.focus();
      await page.keyboard.press('Enter');
    };
    await unfold(whatIf);
    await page.waitForSelector('.what-if-bar.measured');
    const foretold = () => page.$eval('.what-if-bars', (bars) => bars.innerText.replaceAll('\u00a0', ' '));
    const before = await foretold();
    assert.match(before, /Event loop predicted (about )?[\d.]+ ms, measured [\d.]+ ms[^]*Sequential predicted/);
    await page.focus('#what-if-waits-for-i-o');
    await page.keyboard.press('End');
    await until((before) => document.querySelector('.what-if-bars').innerText.replaceAll('\u00a0', ' ') !== before, before);
    // Eight waits of 20 ms or, on a busy machine, somewhat more, fifty times as long.
    const [, seconds] = /Sequential predicted (?:about )?([\d.]+) s, measured/.exec(await foretold()) ?? [];
    assert.ok(Number(seconds) >= 8 && Number(seconds) < 80, `${seconds} s`);
    await unfold(latency);
    await page.waitForSelector('#explore .u-legend', { timeout: PATIENCE });
    const numbers = (which) => page.$$eval('#explore .numbers', (tables, which) => tables[which].innerText, which);
    assert.match(await numbers(0), /Model\s+p50\s+p90\s+p99\s+longest\s+Event loop[^]*Sequential/);
    await unfold(speedup);
    await page.waitForSelector('#explore .look:last-child button:not([aria-disabled])', { timeout: PATIENCE });
    await page.$eval('#explore .look:last-child button', (button) => button.click());
    await until(() => document.querySelectorAll('#explore .numbers').length === 2);
    await idle();
    assert.match(await numbers(1), /Threads\s+Wall time\s+Speed-up\s+By Amdahl’s law\s+1\s/);
    assert.match(await textOf('#explore'), /Amdahl’s law has [\d.]+ %/);
    await page.$eval('#explore', (explore) => explore.scrollIntoView());
    await picture(page, 'explore');
    // What was run before is still what the timeline shows, can be saved, and be kept with its lanes.
    assert.deepEqual(await page.evaluate(() => globalThis.playground.trace().models.map(({ id }) => id)), ['event-loop', 'sequential']);
    assert.equal(await page.$eval('#exports', (exports) => exports.hidden), false);
    await page.click('#keep-run');
    assert.doesNotMatch(await textOf('#kept'), /without its timeline/);
    await page.$$eval('#kept button', (buttons) => buttons.find((button) => button.innerText === 'Drop').click());
  });

  test('the pages that a crawl has read are listed as links', async () => {
    await write('web: crawl pages/index.html depth 1', ['event-loop']);
    await runOnce();
    const links = await page.$$eval('.pages-found a', (links) => links.map((link) => link.textContent));
    assert.equal(links.length, 7);
    assert.ok(links.includes('pages/about.html'), links.join());
  });

  test('nothing of this was an error on the console', () => {
    assert.deepEqual(page.seen.errors, []);
  });
});
