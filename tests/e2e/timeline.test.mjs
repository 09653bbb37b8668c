/* The timeline: what is foretold, lanes, the window, stretches of time, pins, and the replay. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { PATIENCE, launch, open, picture, PLAIN } from './support/browser.mjs';
import { sitDown } from './support/person.mjs';

describe('the timeline', () => {
  let browser;
  let page;
  let [until, write, tick, idle] = [];

  before(async () => {
    browser = await launch();
    ({ page, until, write, tick, idle } = await sitDown(browser));
  });

  const clocks = () => page.$$eval('.model-clock', (all) => all.map((each) => each.textContent.replaceAll('\u00a0', ' ')));
  const text = (selector) => page.$eval(selector, (element) => element.textContent.replaceAll('\u00a0', ' '));
  const spoken = () => text('#timeline [aria-live]');
  /** The first span is that of being created: it takes no time. */
  const goToFirstWait = async (canvas = '.model-canvas canvas') => {
    await page.focus(canvas);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
  };
  /** The time of the span that is gone to and of the one below it. */
  const selectWithBelow = async () => {
    await page.keyboard.down('Shift');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.up('Shift');
  };
  const press = (name) => page.click(`::-p-aria([name="${name}"][role="button"])`);

  test('before any press the predicted runs stand there, labelled so, and nothing runs', async () => {
    await until(() => document.querySelectorAll('.model-clock .quiet').length === 2);
    assert.deepEqual(await clocks(), ['predicted: 1.00 s', 'predicted: 3.60 s']);
    assert.match(await text('.timeline-hint'), /^What is faint is predicted/);
    await goToFirstWait();
    await until(() => /^predicted: fetch_data 1, sleep 1s, waits/.test(document.querySelector('#timeline [aria-live]').textContent));
    assert.deepEqual(await page.evaluate(() => globalThis.playground.trace().models), []);
  });

  test('predictions follow the text, and are for the models that are ticked', async () => {
    await write('4 x a: sleep 20ms -> with lock L ( sleep 10ms )');
    await until(() => document.querySelector('.model-clock').textContent.includes('60.0'));
    await tick(['event-loop', 'event-loop-pool', 'sequential']);
    await until(() => document.querySelectorAll('.model-clock .quiet').length === 3);
    assert.deepEqual(await clocks(), ['predicted: 60.0 ms', 'predicted: 60.0 ms', 'predicted: 120 ms']);
    await tick(['event-loop']);
    await until(() => document.querySelectorAll('.model-clock').length === 1);
  });

  test('of more tasks than can be sketched, the end is predicted', async () => {
    await write('20000 x a: sleep 20ms');
    await until(() => document.querySelector('.model-clock').textContent.startsWith('predicted: 20.0'));
  });

  /** Runs in virtual time, as a run of what stands in the editor. */
  const simulate = async (workload, models) => {
    await write(workload);
    await tick(models);
    await until((workload) => document.querySelectorAll('.model-clock .quiet').length > 0 && document.querySelector('#workload').value === workload, workload);
    await page.evaluate((workload, models) => globalThis.playground.run({ workload, models, clock: 'virtual' }).then(() => {}), workload, models);
    await until(() => document.querySelector('.replay:not([hidden]) .replay-sentence')?.textContent !== '');
  };
  const WORKLOAD = '2 x fetch: sleep 1s\n2 x t: with lock A ( sleep 500ms )\ncompute: spin 350ms';

  test('while a run goes on its charts grow with it', async () => {
    await write('3 x a: sleep 50s\nb: sleep 5ms -> primes 400M');
    await tick(['event-loop']);
    await until(() => document.querySelectorAll('.model-clock').length === 1 && document.querySelector('.model-clock').textContent.startsWith('predicted: 50'));
    await page.click('#run');
    await until(() => [...document.querySelectorAll('.charts canvas:not([hidden])')].map((each) => each.getAttribute('aria-label')).join(' ')
      .startsWith('Tasks of Event loop that had come and not ended, over time: at most 4. Threads of Event loop that computed at once, over time: at most 1.'));
    assert.equal(await page.$eval('body', (body) => body.classList.contains('is-running')), true);
    await page.click('#stop');
    await idle();
  });

  test('a run has charts of tasks in flight and of cores that are busy', async () => {
    await simulate(WORKLOAD, ['event-loop']);
    const said = () => page.$$eval('.charts canvas:not([hidden])', (all) => all.map((each) => each.getAttribute('aria-label')));
    await until(() => document.querySelectorAll('.charts canvas:not([hidden])').length >= 2);
    assert.deepEqual((await said()).slice(0, 2), [
      'Tasks of Event loop that had come and not ended, over time: at most 5.',
      'Threads of Event loop that computed at once, over time: at most 1.',
    ]);
  });

  test('lanes are by task or by thread', async () => {
    const height = () => page.$eval('.model-canvas canvas', (canvas) => canvas.clientHeight);
    assert.equal(await height(), 5 * 22);
    await page.click('[aria-label="Lanes by"] button:last-child');
    assert.equal(await height(), 22);
    await page.focus('.model-canvas canvas');
    await page.keyboard.press('ArrowRight');
    await until(() => document.querySelector('#timeline [aria-live]').textContent.startsWith('compute, spin 350ms'));
    await picture(page, 'timeline-threads');
    await page.click('[aria-label="Lanes by"] button:first-child');
    assert.equal(await height(), 5 * 22);
  });

  test('keys zoom, move and fit the window', async () => {
    await page.focus('.model-canvas canvas');
    const picture = () => page.$eval('.axis', (axis) => axis.toDataURL());
    const frame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const whole = await picture();
    const seen = new Set([whole]);
    for (const key of ['+', '+', 'd']) {
      await page.keyboard.press(key);
      await frame();
      seen.add(await picture());
    }
    assert.equal(seen.size, 4, 'each shows something else');
    await page.keyboard.press('0');
    await frame();
    assert.equal(await picture(), whole);
  });

  test('a stretch of time that is selected tells what it went into, by key and by pointer', async () => {
    await goToFirstWait();
    await selectWithBelow();
    await until(() => document.querySelector('.stretch:not([hidden]) tbody tr') !== null);
    // The wait of one second and what stands below it: 350 ms of computing, and waits.
    assert.match(await text('.stretch'), /waits for others/);
    assert.match(await text('.stretch + [aria-live]'), /^From 0 ms to 1\.00 s: 1\.00 s\. Event loop: waits /);
    await page.keyboard.press('Escape');
    await until(() => document.querySelector('.stretch').hidden);
    const box = await (await page.$('.model-canvas canvas')).boundingBox();
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + box.width * 0.3, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 30, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await until(() => document.querySelector('.stretch:not([hidden]) tbody tr') !== null);
    await picture(page, 'timeline-stretch');
    await press('Let go');
    await until(() => document.querySelector('.stretch').hidden);
  });

  test('a span that is pinned marks its step in the text, and the caret marks the lanes of its line', async () => {
    await goToFirstWait();
    await page.keyboard.press('Enter');
    await until(() => document.querySelector('.pinned-step')?.textContent === 'sleep 1s');
    await page.keyboard.press('Escape');
    await until(() => document.querySelector('.pinned-step') === null);
    const shot = () => page.$eval('.model-canvas canvas', (canvas) => canvas.toDataURL());
    const unmarked = await shot();
    await page.focus('.cm-content');
    await page.keyboard.down('Control');
    await page.keyboard.press('End');
    await page.keyboard.up('Control');
    await page.waitForFunction((before) => document.querySelector('.model-canvas canvas').toDataURL() !== before, { timeout: PATIENCE }, unmarked);
    await page.focus('#run');
    await page.waitForFunction((before) => document.querySelector('.model-canvas canvas').toDataURL() === before, { timeout: PATIENCE }, unmarked);
  });

  test('the replay goes event by event, on and back, and says what happens and who holds what', async () => {
    const state = () => text('.replay-state');
    assert.equal(await text('.replay-sentence'), 'fetch 1 is created, and ready.');
    const told = [];
    while (told.length < 20 && !told.at(-1)?.includes('starts compute')) {
      const before = await text('.replay-sentence');
      await press('Step on');
      await until((before) => document.querySelector('.replay-sentence').textContent !== before, before);
      told.push(await text('.replay-sentence'));
    }
    assert.equal(told[4], 'fetch 1 starts and suspends at its wait, sleep 1s; the event loop goes on with fetch 2.');
    assert.equal(told.at(-2), 't 2 waits for lock A, which is held by t 1; the event loop goes on with compute.');
    assert.equal(told.at(-1), 'The event loop starts compute, which runs spin 350ms on it.');
    assert.match(await state(), /lock A held by t 1; t 2 waits/);
    assert.match(await state(), /event loop compute: spin 350ms/);
    await page.focus('.replay-moment');
    await page.keyboard.press('ArrowLeft');
    await until((sentence) => document.querySelector('.replay-sentence').textContent === sentence, told.at(-2));
    assert.equal(await page.$eval('.replay-cursor', (cursor) => cursor.hidden), false);
    await picture(page, 'timeline-replay');
  });

  test('each step of the replay counts, however quickly they come', async () => {
    const at = () => page.$eval('.replay-moment', (slider) => Number(slider.value));
    const before = await at();
    await page.evaluate(() => {
      const button = [...document.querySelectorAll('.replay button')].find(({ title, ariaLabel }) => `${title}${ariaLabel}`.includes('Step back'));
      for (let i = 0; i < 3; i += 1) button.click();
    });
    await until((before) => Number(document.querySelector('.replay-moment').value) === before - 3, before);
  });

  test('the replay plays to its end by the space bar, as slowly as asked', async () => {
    await page.$eval('[aria-label="Slowness"]', (slider) => {
      slider.value = slider.min;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    assert.equal(await text('.replay-slowness span'), '10.0 times as quick');
    await page.focus('.replay-moment');
    await page.keyboard.press('Space');
    await until(() => {
      const [, at, of] = /(\d+) of (\d+)$/.exec(document.querySelector('.replay-time').textContent) ?? [];
      return at !== undefined && at === of;
    });
    assert.match(await text('.replay-sentence'), /^t 2 is done|^fetch 2 is done/);
    await until(() => document.querySelector('[aria-label="Play or pause"]').textContent === 'Play');
  });

  test('another text is predicted again, and the old one has its run back', async () => {
    await write('a: sleep 20ms');
    await until(() => document.querySelector('.model-clock').textContent.startsWith('predicted') && document.querySelector('.replay').hidden);
    await write(WORKLOAD);
    await until(() => /^1\.0/.test(document.querySelector('.model-clock').textContent));
  });

  const heads = () => page.$$eval('.model-head h3', (all) => all.filter((each) => each.closest('.model-section')).map((each) => `${each.firstChild.textContent} ${each.querySelector('.variant-name')?.textContent ?? ''}`.trim()));
  const ofStretch = () => page.$$eval('.stretch:not([hidden]) thead th', (all) => all.map((each) => each.textContent));
  const replayed = () => page.$eval('.replay select', ({ value, options }) => ({ value, among: [...options].map((each) => each.text) }));
  const pressOfKept = (name) => page.$$eval('#kept button', (buttons, name) => buttons.find((button) => button.innerText === name).click(), name);

  test('kept runs have their timelines beside the next one\'s, on one axis', async () => {
    await simulate('run: limit 1\n4 x t: sleep 250ms', ['event-loop', 'sequential']);
    await page.waitForSelector('#keep-run:not([hidden])', { timeout: PATIENCE });
    await page.click('#keep-run');
    assert.deepEqual(await heads(), ['Event loop', 'Sequential'], 'what is shown itself stands nowhere beside');
    await write('4 x t: sleep 250ms');
    await until(() => document.querySelectorAll('.model-section').length === 4);
    assert.deepEqual(await heads(), ['Event loop', 'Event loop A', 'Sequential', 'Sequential A'], 'beside what is foretold');
    await simulate('4 x t: sleep 250ms', ['event-loop']);
    assert.deepEqual(await heads(), ['Event loop', 'Event loop A', 'Sequential A']);
    assert.deepEqual((await clocks()).slice(0, 2), ['250 ms', '1.00 s 1.00× as fast as sequential']);
    const chart = (at) => page.$$eval('.model-section', (all, at) => all[at].querySelector('canvas.in-flight').getAttribute('aria-label'), at);
    await until(() => document.querySelector('canvas.in-flight').getAttribute('aria-label')?.endsWith('at most 4.'));
    assert.match(await chart(1), /^Tasks of Event loop, run A .* at most \d\.$/);
    await page.focus('.model-section:nth-child(2) .model-canvas canvas');
    await page.keyboard.press('ArrowRight');
    await until(() => document.querySelector('#timeline [aria-live]').textContent.startsWith('t 1, '));
    await picture(page, 'timeline-kept');
  });

  test('a stretch of time tells of kept runs, too, by the names of their timelines', async () => {
    await goToFirstWait('.model-section:nth-child(2) .model-canvas canvas');
    await selectWithBelow();
    await until(() => document.querySelector('.stretch:not([hidden]) tbody tr') !== null);
    assert.deepEqual(await ofStretch(), ['Event loop', 'Event loop A', 'Sequential A']);
    assert.equal(
      await text('.stretch + [aria-live]'),
      'From 0 ms to 250 ms: 250 ms. Event loop: waits 1.00 s, 100 %. Event loop, run A: queued 750 ms, 75 %; waits 250 ms, 25 %. Sequential, run A: waits 250 ms, 100 %.',
    );
    await picture(page, 'timeline-kept-stretch');
  });

  test('the replay goes through kept runs, too, and stays where it is when the text or what is shown changes', async () => {
    assert.deepEqual(await replayed(), { value: 'Event loop', among: ['Event loop', 'Event loop, run A', 'Sequential, run A'] });
    await page.select('.replay select', 'Event loop, run A');
    // The run that is shown has as many events and the same first one: where the line stands tells which is replayed.
    const standsOver = (nth) => page.waitForFunction((nth) => {
      const top = Number.parseFloat(document.querySelector('.replay-cursor').style.top);
      return [...document.querySelectorAll('.model-section')].findLastIndex((each) => each.offsetTop <= top) === nth;
    }, { timeout: PATIENCE }, nth);
    await standsOver(1);
    assert.match(await text('.replay-time'), / of 12$/);
    assert.equal(await text('.replay-sentence'), 't 1 is created, and ready.');
    // A click in a timeline takes the replay there.
    const box = await (await page.$('.model-section:nth-child(3) .model-canvas canvas')).boundingBox();
    await page.mouse.click(box.x + box.width * 0.5, box.y + 10);
    await until(() => document.querySelector('.replay select').value === 'Sequential, run A' && /^t [23] /.test(document.querySelector('.replay-sentence').textContent));
    await standsOver(2);
    const [sentence, time] = [await text('.replay-sentence'), await text('.replay-time')];
    await write('a: sleep 20ms');
    await until(() => document.querySelector('.model-clock').textContent.startsWith('predicted: 20.0'));
    assert.deepEqual(await replayed(), { value: 'Sequential, run A', among: ['Event loop, run A', 'Sequential, run A'] });
    await write('4 x t: sleep 250ms');
    await until(() => document.querySelectorAll('.replay option').length === 3);
    assert.deepEqual([await text('.replay-sentence'), await text('.replay-time')], [sentence, time]);
    await picture(page, 'timeline-kept-replay');
  });

  test('timelines of kept runs can be put away; what is asked is of those that are shown', async () => {
    await goToFirstWait();
    await selectWithBelow();
    await until(() => document.querySelectorAll('.stretch:not([hidden]) thead th').length === 3);
    await pressOfKept('Timeline');
    assert.deepEqual(await heads(), ['Event loop']);
    await until(() => document.querySelectorAll('.stretch thead th').length === 1);
    assert.deepEqual(await replayed(), { value: 'Event loop', among: ['Event loop'] });
    await pressOfKept('Timeline');
    await until(() => document.querySelectorAll('.stretch thead th').length === 3);
    await pressOfKept('Drop');
    assert.deepEqual(await heads(), ['Event loop']);
  });

  test('any trace that is over can be asked about, whatever has been run since; the desk forgets it with the page', async () => {
    const collected = await open(await launch('chromium', ['--js-flags=--expose-gc']), undefined, {
      before: () => {
        globalThis.asked = [];
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...rest) {
          if (message.type === 'ask') globalThis.asked.push([message.method, message.args[0]]);
          return post.call(this, message, ...rest);
        };
      },
    });
    const handed = await collected.evaluate(async () => {
      const { playground } = globalThis;
      const simulate = (workload) => playground.run({ workload, models: ['event-loop'], clock: 'virtual' });
      const slept = (study) => study.within(0, 1_000).then(({ kinds: [{ ms }] }) => ms);
      await simulate('a: sleep 20ms');
      const [trace] = playground.trace().models;
      await slept(playground.study('event-loop'));
      await simulate('a: sleep 30ms');
      globalThis.kept = trace;
      return { workload: trace.workload, ms: [await slept(playground.study(trace)), await slept(playground.study('event-loop'))], names: globalThis.asked.filter(([method]) => method === 'study').map(([, name]) => name) };
    });
    assert.deepEqual([handed.workload, handed.ms, handed.names.length], ['a: sleep 20ms', [20, 30], 2], 'each is handed over once');
    await collected.evaluate(() => delete globalThis.kept);
    await collected.waitForFunction(async (name) => {
      // The last run's is the page's own still.
      await globalThis.gc({ type: 'major', execution: 'async' });
      return globalThis.asked.some(([method, its]) => method === 'study_forget' && its === name);
    }, { timeout: PATIENCE }, handed.names[0]);
    assert.deepEqual(await collected.evaluate(() => globalThis.asked.filter(([method]) => method === 'study_forget').length), 1);
    assert.deepEqual(collected.seen.errors, []);
  });

  test('with a mistake in the text what stood there stays to be read, and says that it is of an earlier text', async () => {
    const earlier = () => page.$$eval('.age', (all) => all.filter((each) => !each.hidden).map((each) => each.parentElement.innerText));
    const status = () => text('#status');
    await simulate('2 x t: sleep 250ms', ['event-loop']);
    await page.waitForSelector('#explore-heading .age', { timeout: PATIENCE });
    assert.equal(await status(), 'Done. Event loop 250 ms.');
    assert.deepEqual(await earlier(), []);
    // Rows of the Python that are marked for where the caret is.
    const linked = async () => {
      await page.focus('.cm-content');
      await page.keyboard.down('Control');
      for (const key of ['End', 'Home']) await page.keyboard.press(key);
      await page.keyboard.up('Control');
      return page.$$eval('#code-lines .linked', (rows) => rows.length);
    };
    await write('2 x t: sleeep 250ms');
    // Nobody reads it as said of what stands in the editor now, not for a moment.
    assert.equal(await status(), '');
    await until(() => document.querySelector('#workload-tasks').textContent === '1 mistake');
    const of = (...headings) => headings.map((heading) => `${heading} of an earlier text`);
    assert.deepEqual(await earlier(), of('As Python', 'Timeline', 'Results', 'A closer look'));
    assert.deepEqual(await clocks(), ['250 ms']);
    await press('Step on');
    await until(() => document.querySelector('.replay-sentence').textContent.startsWith('t 2 is created'));
    await picture(page, 'timeline-mistake');
    await write('2 x t: sleep 250ms');
    await page.$eval('#code', (pane) => (pane.open = true));
    await until(() => document.querySelector('#workload-tasks').textContent === '2 tasks' && document.querySelector('#code-lines')?.textContent.includes('sleep(0.25)'));
    await page.focus('#run');
    assert.equal(await linked(), 2);
    await write('2 x t: sleep 250ms\nbad: sleeep 1s');
    await until(() => document.querySelector('#workload-tasks').textContent === '1 mistake');
    assert.equal(await linked(), 0, 'nothing is marked of an earlier text');
    await page.$eval('#code', (pane) => (pane.open = false));
    await write('2 x t: sleep 500ms');
    await until(() => document.querySelector('.model-clock').textContent.startsWith('predicted: 500'));
    assert.deepEqual(await earlier(), of('Results', 'A closer look'), 'what is foretold is of this one');
    await write('2 x t: sleep 250ms');
    await until(() => document.querySelector('.model-clock').textContent.startsWith('250'));
    assert.deepEqual(await earlier(), []);
  });

  test('a run that is stopped before it has begun leaves nothing of the last one to be replayed', async () => {
    await simulate('3 x t: sleep 250ms', ['event-loop']);
    await page.evaluate(async () => {
      const running = globalThis.playground.run({ workload: '3 x t: sleep 250ms', models: ['threads'], workers: 2 });
      await globalThis.playground.stop();
      await running;
    });
    assert.equal(await page.evaluate(() => globalThis.playground.trace().models.length), 0);
    await until(() => document.querySelector('.replay').hidden);
  });

  test('a text with a mistake, the first that the page opens with, leaves a sentence in the timeline\'s place', async () => {
    const { page: mistaken, write: mend, until: untilMended } = await sitDown(browser, `${PLAIN}#v=1&w=a:+sleeep+1s&m=event-loop`);
    const hint = () => mistaken.$eval('.timeline-hint', (element) => (element.hidden ? '' : element.textContent));
    assert.match(await hint(), /^What a run would look like stands here once the workload has no mistake/);
    await mend('a: sleep 1s');
    await untilMended(() => document.querySelector('.model-clock')?.textContent.startsWith('predicted: 1.00'));
    assert.match(await hint(), /^What is faint is predicted/);
  });

  test('predictions need no threads, and none starts by a link', async () => {
    const plain = await open(browser, `${PLAIN}#v=1&w=2+x+t:+sleep+1s&m=event-loop`);
    await plain.waitForFunction(() => document.querySelector('.model-clock')?.textContent.startsWith('predicted: 1.00'), { timeout: PATIENCE });
    assert.deepEqual(await plain.evaluate(() => globalThis.playground.trace().models), []);
    assert.deepEqual(plain.seen.errors, []);
  });

  test('nothing of this was an error on the console', () => {
    assert.deepEqual(page.seen.errors, []);
  });
});
