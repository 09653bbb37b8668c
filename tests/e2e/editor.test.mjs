/* The editor as a person uses it: CodeMirror, with the desk's colours, offers, help and mistakes. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { BROWSERS, PATIENCE, PLAIN, launch, open, picture } from './support/browser.mjs';
import { host } from './support/host.mjs';

for (const name of Object.keys(BROWSERS)) {
  describe(`the editor, in ${name}`, () => {
    let browser;
    let page;

    before(async () => {
      browser = await launch(name);
      page = await open(browser);
      await page.waitForSelector('#run[aria-disabled=false]');
    });

    const text = () => page.$eval('#workload', (area) => area.value);
    const until = (condition, ...args) => page.waitForFunction(condition, { timeout: PATIENCE }, ...args);
    /** Waits until the focus is there; says where it is if it never comes. */
    const focused = (selector) =>
      until((selector) => document.activeElement.matches(selector), selector).catch(async () => {
        assert.fail(`the focus is on ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200))}, not on ${selector}`);
      });
    /** Replaces the text, as somebody who types does; the editor indents and completes nothing by itself. */
    const type = async (written) => {
      await page.focus('.cm-content');
      await page.keyboard.down('Control');
      await page.keyboard.press('a');
      await page.keyboard.up('Control');
      await page.keyboard.press('Backspace');
      await page.keyboard.type(written);
    };
    const press = async (modifier, key) => {
      await page.keyboard.down(modifier);
      await page.keyboard.press(key);
      await page.keyboard.up(modifier);
    };

    test('CodeMirror is not loaded until somebody turns to the editor, and the focus is kept', async () => {
      assert.equal(await page.$('.cm-editor'), null);
      await page.focus('#workload');
      await page.waitForSelector('.cm-editor');
      await focused('.cm-content');
      assert.equal(await page.$eval('#workload', (area) => area.checkVisibility()), false);
      assert.match(await page.$eval('.cm-content', (content) => content.innerText), /^3 x fetch_data: sleep 1s\n/);
    });

    test('words have the colours of what they are', async () => {
      await until(() => document.querySelector('.token-step')?.textContent === 'sleep');
      const tokens = await page.$$eval('[class^=token-]', (words) => words.map((word) => `${word.className} ${word.textContent}`));
      assert.deepEqual(tokens.slice(0, 4), ['token-amount 3', 'token-name fetch_data', 'token-step sleep', 'token-amount 1s']);
    });

    test('what is typed is the workload', async () => {
      await type('a: sleep 5ms');
      assert.equal(await text(), 'a: sleep 5ms');
      await until(() => document.querySelector('#workload-tasks').innerText === '1 task');
    });

    test('a word that is begun is completed, with help beside it', async () => {
      await type('a: f');
      await page.waitForSelector('.cm-tooltip-autocomplete li[aria-selected]');
      const offers = await page.$$eval('.cm-tooltip-autocomplete li', (items) => items.map((item) => item.innerText.split(/\W/)[0]));
      assert.deepEqual(offers, ['fetch', 'file', 'file', 'fail', 'first']);
      await until(() => document.querySelector('.cm-completionInfo')?.innerText.length > 10);
      await picture(page, `editor-completion-${name}`);
      // A list takes keys 75 ms after it has come, so that it cannot catch a key that was meant for the text.
      await until((since) => performance.now() - since > 80, await page.evaluate(() => performance.now()));
      for (let step = 0; step < offers.indexOf('fail'); step++) await page.keyboard.press('ArrowDown');
      await until(() => document.querySelector('.cm-tooltip-autocomplete li[aria-selected]')?.innerText.startsWith('fail'));
      await page.keyboard.press('Enter');
      await until(() => document.querySelector('#workload').value === 'a: fail');
    });

    test('Ctrl-Space offers what may be written at the caret', async () => {
      await type('a: sleep ');
      await press('Control', ' ');
      await page.waitForSelector('.cm-tooltip-autocomplete li');
      assert.deepEqual(await page.$$eval('.cm-tooltip-autocomplete li', (items) => items.map((item) => item.innerText)), ['1s']);
      await page.keyboard.press('Escape');
    });

    test('Enter after a number or a whole word begins a line', async () => {
      await type('a: primes 20\nb: barrier B 2\nc: fail\n');
      assert.equal(await text(), 'a: primes 20\nb: barrier B 2\nc: fail\n');
    });

    test('a mistake that was made before the editor came is gone once it is mended there', async () => {
      const other = await open(await launch(name));
      await other.$eval('#workload', (area) => {
        area.value = 'a: slep 1ms';
        area.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await other.waitForSelector('#workload[aria-invalid=true]', { timeout: PATIENCE });
      await other.click('#run');
      await other.waitForFunction(() => document.querySelector('#status').innerText === 'Nothing was run: the workload has 1 mistake, in line 1, column 4.', { timeout: PATIENCE });
      await other.waitForSelector('.cm-content[aria-invalid=true]', { timeout: PATIENCE });
      await other.$eval('#workload-errors .small', (fix) => fix.click());
      await other.waitForFunction(() => document.querySelector('[aria-invalid=true]') === null, { timeout: PATIENCE });
      await other.close();
    });

    test('a mistake is marked at its place, explained there, and mended by a click', async () => {
      await type('ok: sleep 1ms\nt: sleeep 1ms');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.cm-lintRange-error');
      assert.equal(await page.$eval('.cm-lintRange-error', (mark) => mark.textContent), 'sleeep');
      assert.equal(await page.$eval('.cm-content', (content) => content.getAttribute('aria-invalid')), 'true');
      await page.hover('.cm-lintRange-error');
      await page.waitForSelector('.cm-diagnosticAction');
      assert.match(await page.$eval('.cm-diagnostic', (tip) => tip.innerText), /sleeep/);
      await picture(page, `editor-mistake-${name}`);
      await page.click('.cm-diagnosticAction');
      assert.equal(await text(), 'ok: sleep 1ms\nt: sleep 1ms');
      await until(() => document.querySelector('.cm-lintRange-error') === null);
    });

    test('the help of a word comes under the pointer, and with F1 at the caret', async () => {
      await until(() => document.querySelectorAll('.token-step').length === 2);
      await page.mouse.move(0, 0);
      await page.hover('.token-step');
      await page.waitForSelector('.editor-help');
      assert.match(await page.$eval('.editor-help', (tip) => tip.innerText), /^sleep time/);
      await picture(page, `editor-help-${name}`);
      await page.mouse.move(0, 0);
      await until(() => document.querySelector('.editor-help') === null);
      await type('a: sleep 1ms');
      await page.keyboard.press('F1');
      await page.waitForSelector('.editor-help');
      assert.match(await page.$eval('.editor-help', (tip) => tip.innerText), /^time of sleep/);
      await page.keyboard.press('Escape');
      await until(() => document.querySelector('.editor-help') === null);
    });

    test('F8 goes from mistake to mistake', async () => {
      await type('a: slep 1s\nb: slap 1s');
      await until(() => document.querySelectorAll('.cm-lintRange-error').length === 2);
      await page.keyboard.press('F8');
      await until(() => getSelection().toString() === 'slep');
      await page.keyboard.press('F8');
      await until(() => getSelection().toString() === 'slap');
    });

    test('Ctrl-Enter runs and writes nothing; undo takes a lesson back', async () => {
      await type('a: sleep 1ms');
      await press('Control', 'Enter');
      await until(() => document.querySelector('#status').innerText.startsWith('Done.'));
      assert.equal(await text(), 'a: sleep 1ms');
      await page.click('#lessons');
      await page.click('#lesson-list [data-lesson=loop-and-cpu]');
      await until(() => document.querySelector('.cm-content').innerText.includes('mandelbrot'));
      await page.focus('.cm-content');
      await press('Control', 'z');
      await until(() => document.querySelector('.cm-content').innerText.trim() === 'a: sleep 1ms');
    });

    test('Tab leads into the editor and out of it, both ways', async () => {
      await page.focus('#copy-link');
      await page.keyboard.press('Tab');
      await focused('.cm-content');
      await page.keyboard.press('Tab');
      await focused('#help summary');
      await press('Shift', 'Tab');
      await focused('.cm-content');
      assert.equal(await text(), 'a: sleep 1ms');
    });

    test('text from a workload never becomes markup, in completion, help or marks', async () => {
      await type('<img src=x onerror=alert(1)>: put <b>Q</b> -> take <i>');
      await until(() => document.querySelectorAll('.cm-lintRange-error').length > 0);
      assert.equal(await page.$('#setup img, #setup b, #setup i'), null);
    });

    test('nothing of this was an error on the console', () => {
      assert.deepEqual(page.seen.errors, []);
    });

    test('without CodeMirror the textarea does', async (t) => {
      const url = await host(t, (path) => (/^code-.*\.js$/.test(path) ? { status: 404, body: '' } : undefined));
      const plain = await open(browser, url);
      await plain.waitForSelector('#run[aria-disabled=false]');
      await plain.focus('#workload');
      await plain.keyboard.press('End');
      await plain.keyboard.type(' -> slep 1s');
      await plain.waitForFunction(() => document.querySelector('#marks .mark')?.textContent === 'slep', { timeout: PATIENCE });
      assert.equal(await plain.$('.cm-editor'), null);
      await plain.click('#workload-errors button.small');
      assert.match(await plain.$eval('#workload', (area) => area.value), /-> sleep 1s$/);
    });

    test('on a host that sends no headers, under a path, CodeMirror is found', async () => {
      const other = await open(browser, PLAIN);
      await other.waitForSelector('#run[aria-disabled=false]');
      await other.focus('#workload');
      await other.waitForSelector('.cm-editor');
    });
  });
}
