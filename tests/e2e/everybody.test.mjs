/* The page for everybody: rules of accessibility, keys alone, narrow and magnified. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { before, describe, test } from 'node:test';

import { PATIENCE, launch, open, picture } from './support/browser.mjs';

const axe = await readFile(createRequire(`${process.env.NODE_MODULES}/`).resolve('axe-core'), 'utf8');

/** Everything that the page can show at once, in the order in which one comes to it. */
const VIEWS = {
  opening: async () => {},
  editor: async (page) => {
    await page.focus('#workload');
    await page.waitForSelector('.cm-editor .token-step');
  },
  completion: async (page) => {
    await write(page, 'a: ');
    await page.focus('.cm-content');
    await page.keyboard.press('End');
    await page.keyboard.type('f');
    await page.waitForSelector('.cm-tooltip-autocomplete li');
  },
  mistakes: async (page) => {
    await page.keyboard.press('Escape');
    await write(page, 'ok: sleep 1ms\nt: sleeep 1s');
    await page.waitForSelector('.cm-lintRange-error');
    await page.waitForSelector('#workload-errors button.small');
  },
  help: async (page) => {
    await page.$eval('#help', (help) => (help.open = true));
    await page.waitForSelector('#help-body button');
  },
  results: async (page) => {
    await page.$eval('#help', (help) => (help.open = false));
    await write(page, '2 x page every 20ms: sleep 20ms -> each 2 ( block 5ms )\nlost: fail "no luck"\nslow: block 150ms\nlate timeout 10ms: sleep 9s\nm: mandelbrot 64');
    await page.waitForFunction(() => document.querySelector('#workload-tasks').innerText === '6 tasks', { timeout: PATIENCE });
    await page.click('#run');
    await page.waitForSelector('#results:not([hidden])', { timeout: PATIENCE });
    await page.waitForSelector('body:not(.is-running)');
  },
  closer: async (page) => {
    await page.$eval('#models-fold', (models) => (models.open = true));
    await page.click('#guess-first');
    await page.waitForSelector('#guess input[type=range]');
    await page.click('#keep-run');
    await page.waitForSelector('#explore summary');
    await page.$$eval('#explore details:not([open]) summary', (folds) => folds.forEach((fold) => fold.click()));
    await page.waitForSelector('#explore .u-legend', { timeout: PATIENCE });
    await page.waitForSelector('#explore .what-if-bar.measured', { timeout: PATIENCE });
  },
  span: async (page) => {
    await page.focus('.model-canvas canvas');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('#timeline [aria-live]').textContent !== '');
  },
  lessons: async (page) => {
    await page.click('#lessons');
    await page.waitForSelector('#lesson-list:popover-open');
  },
  notices: async (page) => {
    await page.keyboard.press('Escape');
    await page.evaluate(() => globalThis.playground.dispatchEvent(new CustomEvent('notice', { detail: { message: 'Something to know, with `code`.' } })));
    await page.waitForSelector('.notice');
  },
};

const write = (page, text) =>
  page.$eval('#workload', (area, text) => {
    area.value = text;
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }, text);

describe('the page for everybody', () => {
  let browser;

  before(async () => {
    browser = await launch();
  });

  const ready = async (options) => {
    const page = await open(browser, undefined, options);
    await page.waitForSelector('#run[aria-disabled=false]');
    return page;
  };

  for (const scheme of ['light', 'dark']) {
    test(`axe finds nothing wrong on any view, ${scheme}`, async () => {
      const page = await ready();
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.evaluate(axe);
      const wrong = [];
      for (const [view, show] of Object.entries(VIEWS)) {
        await show(page);
        const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
        for (const { id, nodes } of violations) wrong.push(`${view}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`);
        await picture(page, `everybody-${scheme}-${view}`);
      }
      assert.deepEqual(wrong, []);
    });
  }

  test('keys alone write, run, look at spans, save and dismiss, with the focus always to be seen', async () => {
    const page = await ready();
    const active = () => page.evaluate(() => {
      const { activeElement } = document;
      // CodeMirror takes the text area's place as soon as somebody turns to it.
      return activeElement.classList.contains('cm-content') ? 'workload' : activeElement.id || activeElement.innerText || activeElement.className;
    });
    const visited = [];
    const tabTo = async (wanted) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        const at = await active();
        visited.push(at);
        if (at === wanted) return;
      }
      assert.fail(`${wanted} is not to be reached: ${visited.join(', ')}`);
    };
    await tabTo('workload');
    await page.waitForSelector('.cm-editor');
    await page.waitForFunction(() => document.activeElement.classList.contains('cm-content'));
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.keyboard.type('a: sleep 5ms');
    await tabTo('run');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, 'solid', 'the focus is seen');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#status').innerText.startsWith('Done.'), { timeout: PATIENCE });
    assert.equal(await page.$eval('#status', (status) => status.getAttribute('role')), 'status', 'what a run did is said aloud');
    assert.equal(await active(), 'run', 'the focus stays where it was');
    for (let presses = 0; !(await page.evaluate(() => document.activeElement.matches('.model-canvas canvas'))); presses += 1) {
      assert.ok(presses < 40, 'the timeline is reached');
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => /^a,/.test(document.querySelector('#timeline [aria-live]').textContent));
    await tabTo('CSV');
  });

  /** What sticks out of the window's width, but for what scrolls by itself or is there only to be heard. */
  const tooWide = (page) =>
    page.evaluate(() => {
      const wide = [...document.body.querySelectorAll('*')].filter((element) => {
        if (element.closest('.unseen, .editor, #help-body, .scrollable') || !element.checkVisibility()) return false;
        for (let above = element; above !== null; above = above.parentElement) if (getComputedStyle(above).clipPath !== 'none') return false;
        return element.getBoundingClientRect().right > innerWidth + 1;
      });
      return { scrolls: document.documentElement.scrollWidth > innerWidth, wide: wide.map((element) => element.outerHTML.slice(0, 80)) };
    });

  // 200 % of a window of 1280 is one of 640; 400 % is the 320 that the rules ask for.
  for (const [what, viewport] of [
    ['320 px wide', { width: 320, height: 640, deviceScaleFactor: 2 }],
    ['magnified to 200 %', { width: 640, height: 400, deviceScaleFactor: 2 }],
  ]) {
    test(`${what}, nothing is cut off and nothing scrolls sideways`, async () => {
      const page = await ready({ viewport });
      for (const [view, show] of Object.entries(VIEWS)) {
        await show(page);
        assert.deepEqual(await tooWide(page), { scrolls: false, wide: [] }, view);
        await picture(page, `everybody-${viewport.width}-${view}`);
      }
    });
  }

  test('type of twice the size leaves all in its place', async () => {
    const page = await ready();
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await VIEWS.results(page);
    assert.deepEqual(await tooWide(page), { scrolls: false, wide: [] });
    const cut = await page.$$eval('button, label, h1, h2, h3', (all) =>
      all.filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflow !== 'visible').map((each) => each.innerText));
    assert.deepEqual(cut, []);
    await picture(page, 'everybody-type');
  });
});
