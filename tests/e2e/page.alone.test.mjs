/* The page as a person uses it. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { PATIENCE, launch, open, picture } from './support/browser.mjs';
import { sitDown } from './support/person.mjs';

describe('the page', () => {
  let browser;
  let page;
  let [write, tick, says, idle, fill] = [];

  before(async () => {
    browser = await launch();
    ({ page, write, tick, says, idle, fill } = await sitDown(browser));
  });

  test('it opens with waits and, below them, computing, event loop and sequential ticked, ready to run', async () => {
    assert.equal(await page.$eval('#workload', (editor) => editor.value.trim()), '3 x fetch_data: sleep 1s\n3 x compute: spin 200ms');
    const ticked = await page.$$eval('input[id^=model-]:checked', (boxes) => boxes.map((box) => box.id));
    assert.deepEqual(ticked.sort(), ['model-event-loop', 'model-sequential']);
    await picture(page, 'opening');
  });

  for (const [what, width, height, inSight] of [
    ['a small laptop', 1280, 720, ['#run', '.model-canvas', '#editor']],
    ['a phone', 360, 740, ['#run', '#editor']],
  ]) {
    test(`it opens with ${inSight.join(', ')} in sight on ${what}`, async () => {
      const small = await open(browser, undefined, { viewport: { width, height } });
      await small.waitForSelector('.model-canvas');
      const hidden = await small.evaluate((inSight) => inSight.filter((selector) => {
        const { left, top, width } = document.querySelector(selector).getBoundingClientRect();
        const over = document.elementFromPoint(left + width / 2, top + 8);
        return (over?.closest(selector) ?? null) === null;
      }), inSight);
      assert.deepEqual(hidden, []);
      await small.close();
    });
  }

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
    assert.match(table, /6 done/);
    await picture(page, 'ran');
  });

  test('a span tells what it is under the pointer', async () => {
    const canvas = await page.$('.model-canvas canvas');
    await canvas.evaluate((it) => it.scrollIntoView({ block: 'center' }));
    const box = await canvas.boundingBox();
    let told = '';
    for (let y = 2; y < box.height && !told.includes('fetch_data 1'); y += 4) {
      await page.mouse.move(box.x + box.width / 5, box.y + y);
      told = await page.evaluate(async () => {
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        return [...document.querySelectorAll('.tip')].map((tip) => tip.innerText).join(' ');
      });
    }
    assert.match(told, /fetch_data 1/);
  });

  test('Stop ends a long run at once, and the page can run again', async () => {
    await write('4 x t: sleep 60s');
    await tick(['event-loop']);
    await page.click('#run');
    await says('Running Event loop');
    const look = () => page.$eval('#run', (button) => [getComputedStyle(button).color, getComputedStyle(button).backgroundColor].join(' on '));
    const underPointer = await look();
    await page.mouse.move(0, 0);
    assert.equal(underPointer, await look(), 'Run cannot be pressed now, and looks so under the pointer, too');
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
    await page.click('#run');
    await page.waitForFunction(() => document.activeElement?.ariaInvalid === 'true' && getSelection().toString() === 'sleeep');
    await picture(page, 'mistake');
  });

  const runIn = async (text, models) => {
    await write(text);
    await tick(models);
    await page.waitForFunction(() => /^[\d,]+ tasks?$/.test(document.querySelector('#workload-tasks').innerText), { timeout: PATIENCE });
    await page.click('#run');
    await page.waitForSelector('body.is-running');
  };
  const spoken = () => page.$eval('#timeline [aria-live]', (line) => line.textContent);
  const press = async (key) => {
    const before = await spoken();
    await page.keyboard.press(key);
    await page.waitForFunction((before) => document.querySelector('#timeline [aria-live]').textContent !== before, { timeout: PATIENCE }, before);
    return spoken();
  };

  test('parts get lanes under their task\'s while the run goes on', async () => {
    await runIn('2 x page: sleep 200ms -> each 2 ( sleep 500ms )', ['event-loop']);
    const heights = await page.evaluate(async () => {
      const seen = [];
      while (document.body.classList.contains('is-running')) {
        const height = document.querySelector('.model-canvas canvas').clientHeight;
        if (seen.at(-1) !== height) seen.push(height);
        await new Promise(requestAnimationFrame);
      }
      return seen;
    });
    assert.deepEqual(heights.slice(-2), [2 * 22, 6 * 22], String(heights));
    await idle();
    await picture(page, 'parts');
  });

  test('a part is named by its task, its step and its number, and stands below its task', async () => {
    await page.focus('.model-canvas canvas');
    const names = [(await press('ArrowRight')).split(',')[0]];
    while (names.length < 6) names.push((await press('ArrowDown')).split(',')[0]);
    assert.deepEqual(names, ['page 1', 'page 1 › each 1', 'page 1 › each 2', 'page 2', 'page 2 › each 1', 'page 2 › each 2']);
  });

  test('a span of a part tells the part\'s step under the pointer', async () => {
    const box = await (await page.$('.model-canvas canvas')).boundingBox();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 1.5 * 22);
    await page.waitForFunction(() => {
      const tip = document.querySelector('.tip');
      return !tip.hidden && tip.innerText.includes('page 1 › each 1') && tip.querySelector('code')?.innerText === 'sleep 500ms';
    }, { timeout: PATIENCE });
  });

  test('parts of parts are named through all levels', async () => {
    await runIn('t: all( each 2 ( sleep 50ms ), sleep 1s..2s )', ['event-loop']);
    await idle();
    await page.focus('.model-canvas canvas');
    const names = [(await press('ArrowRight')).split(',')[0]];
    while (names.length < 5) names.push((await press('ArrowDown')).split(',')[0]);
    assert.deepEqual(names, ['t', 't › all 1', 't › all 1 › each 1', 't › all 1 › each 2', 't › all 2']);
  });

  test('2000 parts of 500 tasks leave the frames under 50 ms', async () => {
    await runIn('500 x t: sleep 0s..2s -> each 4 ( sleep 10ms..500ms )', ['event-loop']);
    const frames = await page.evaluate(async () => {
      const lengths = [];
      for (let last = performance.now(); document.body.classList.contains('is-running'); ) {
        const now = await new Promise(requestAnimationFrame);
        lengths.push(now - last);
        last = now;
      }
      return lengths.sort((a, b) => a - b);
    });
    await idle();
    const p95 = frames[Math.floor(frames.length * 0.95)];
    assert.ok(p95 < 50, `the 95th percentile of ${frames.length} is ${p95} ms`);
    const { links, dropped } = await page.evaluate(() => {
      const partOf = globalThis.playground.describe().kinds.find(({ group }) => group === 'link').id;
      const [{ columns, length, dropped }] = globalThis.playground.trace().models;
      return { links: columns.kind.subarray(0, length).filter((kind) => kind === partOf).length, dropped };
    });
    assert.deepEqual({ links, dropped }, { links: 2000, dropped: 0 });
  });

  test('what is to be known of a run stands under the table, by model', async () => {
    await runIn('run: deadline 200ms\nt: sleep 5s', ['event-loop', 'sequential']);
    await idle();
    await page.waitForSelector('.notes');
    const notes = await page.$$eval('.notes li', (items) => items.map((item) => item.innerText));
    const sentence = 'The run\'s deadline of 200ms passed: what was under way was cancelled.';
    assert.deepEqual(notes, [`Event loop: ${sentence}`, `Sequential: ${sentence}`]);
  });

  test('what a result says of arrivals and of the loop is shown', async () => {
    await page.evaluate(async () => {
      const { playground } = globalThis;
      const workload = '8 x t every 20ms: sleep 50ms -> block 10ms';
      const result = await playground.run({ workload, models: ['event-loop'] });
      Object.assign(result.models['event-loop'], {
        latency: { count: 8, p50: 60, p90: 70, p99: 80, max: 90 },
        throughput: 42.5,
        slow: [240, 110, 120, 130, 140, 150, 160].map((ms, i) => ({ task: `t ${i + 1}`, step: 'block 10ms', ms })),
      });
      playground.dispatchEvent(new CustomEvent('result', { detail: { workload, result } }));
    });
    await says('and 2 more such steps');
    const results = (await page.$eval('#results', (element) => element.innerText)).replaceAll('\u00a0', ' ');
    assert.match(results, /t 1 held the loop for 240 ms in block 10ms/);
    assert.match(results, /Throughput[^]*42\.5\/s/);
    assert.match(results, /Latency, p50 · p90 · p99[^]*60\.0 ms · 70\.0 ms · 80\.0 ms/);
    await page.waitForFunction(() => /^Tasks of .* that had come and not ended, over time: at most [1-8]\.$/.test(document.querySelector('canvas.in-flight:not([hidden])')?.getAttribute('aria-label')), { timeout: PATIENCE });
    await picture(page, 'arrivals');
  });

  test('of a repeated run the table has the median and the spread, the timeline one run', async () => {
    const repeats = async (number) => {
      await fill('#repeat', number);
      await page.click('#run');
    };
    const spread = (runs) => page.waitForFunction((runs) => document.querySelector('.spread')?.title.startsWith(`The median of ${runs} runs, which took `), { timeout: PATIENCE }, runs);
    await runIn('run: repeat 3\n2 x t: each 2 ( sleep 20ms )', ['event-loop']);
    await idle();
    await spread(3);
    await repeats('2');
    await spread(2);
    await idle();
    await page.waitForFunction(() => location.hash.includes('r=2'), { timeout: PATIENCE });
    await repeats('101');
    await says('is a whole number from 1 to 100, not 101.');
    await page.$eval('#repeat', (input) => (input.value = ''));
    assert.equal(await page.$eval('.model-canvas canvas', (canvas) => canvas.clientHeight), 6 * 22);
  });

  test('every example of the help can be added, and all of them together are a workload', async () => {
    await write('');
    await page.$eval('#help', (help) => (help.open = true));
    const steps = await page.evaluate(() => globalThis.playground.describe().steps.length);
    await page.waitForSelector('#help-body button');
    for (const button of await page.$$('#help-body button')) for (const _ of [1, 2]) await button.evaluate((button) => button.click());
    await says(`${2 * steps} tasks`);
    const titles = await page.$$eval('#help-body h3', (heads) => heads.map((head) => head.innerText));
    assert.ok(titles.every((title) => /^[A-Z]/.test(title)), titles.join());
    await page.$eval('#help', (help) => (help.open = false));
  });

  test('while every core computes, 95 % of the page\'s frames stay under 50 ms', async () => {
    await write('8 x p: primes 1000M');
    await tick(['event-loop', 'event-loop-pool', 'sequential']);
    await says('8 tasks');
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
    const fits = () => phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    assert.ok(await fits(), 'nothing sticks out');
    await picture(phone, 'phone');
    await phone.evaluate(() => globalThis.playground.run({ workload: '2 x t every 10ms: each 2 ( sleep 50ms )', models: ['event-loop', 'sequential'] }));
    await phone.waitForSelector('#results:not([hidden])');
    assert.ok(await fits(), 'nor do results');
    await phone.click('#lessons');
    await phone.waitForSelector('#lesson-list:popover-open');
    assert.ok(await fits(), 'nor does the list of lessons');
    await picture(phone, 'phone-lessons');
  });

  test('nothing of this was an error on the console', () => {
    assert.deepEqual(page.seen.errors, []);
  });
});
