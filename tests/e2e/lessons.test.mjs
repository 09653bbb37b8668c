/* The lessons: each is a workload without a mistake, and each of its sentences can be told of a run of it. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { LESSONS, loadLesson } from '../../www/lessons/index.js';
import { readLink } from '../../www/view/link.js';
import { PATIENCE, launch, open, picture, run } from './support/browser.mjs';

/** What only a real run comes to: in virtual time there are no pages, and no memory is taken. */
const REAL = /crawl|start_up|lag\(|memory/;

describe('lessons', () => {
  let page;

  before(async () => {
    page = await open(await launch());
    await page.waitForSelector('#run[aria-disabled=false]');
  });

  const idle = () => page.waitForSelector('body:not(.is-running)', { timeout: PATIENCE });
  const lesson = () => page.$eval('#lesson', (panel) => panel.innerText.replaceAll('\u00a0', ' '));
  const focused = () => page.evaluate(() => document.activeElement.innerText);

  test('each has sentences, a question and models that the page has, and a name of its own', async () => {
    const known = await page.evaluate(() => globalThis.playground.describe().models.map(({ id }) => id));
    assert.equal(new Set(LESSONS.flatMap(({ id, title }) => [id, title])).size, 2 * LESSONS.length);
    for (const { id } of LESSONS) {
      assert.match(id, /^[a-z-]+$/);
      const { about, question, models, notices } = await loadLesson(id);
      assert.ok(about.length >= 2 && about.length <= 4 && question.endsWith('.') !== question.endsWith('?'), id);
      assert.deepEqual(models.filter((model) => !known.includes(model)), [], id);
      assert.ok(notices.length > 0, id);
    }
  });

  for (const { id } of LESSONS) {
    test(`of “${id}” every sentence can be told, whichever way its conditions turn out`, async () => {
      const { workload, models, notices } = await loadLesson(id);
      const result = await run(page, { workload, models, ...(!REAL.test(JSON.stringify([workload, notices])) && { clock: 'virtual' }) });
      assert.equal(result.refused, undefined);
      assert.deepEqual(Object.values(result.models).flatMap(({ error }) => error ?? []), []);
      const told = (notices) => page.evaluate((request) => globalThis.playground.notice(request), { notices, result });
      const both = notices.flatMap(({ say, otherwise }) => [{ say }, ...(otherwise === undefined ? [] : [{ say: otherwise }])]);
      const { sentences, missing, unmeasured } = await told(both);
      assert.deepEqual([missing, unmeasured, sentences.length], [[], [], both.length]);
      assert.deepEqual(sentences.filter((sentence) => /[{}]|NaN|undefined|null/.test(sentence)), []);
      const own = await told(notices);
      assert.deepEqual([own.missing, own.unmeasured], [[], []]);
      assert.ok(own.sentences.length > 0 && own.sentences.every((sentence) => sentences.includes(sentence)));
    });
  }

  test('the first one is there from the start, and says after a run what there was to notice', async () => {
    await page.reload();
    await page.waitForSelector('#run[aria-disabled=false]');
    const [{ title, group }] = LESSONS;
    assert.ok((await lesson()).startsWith(title));
    assert.match(await lesson(), new RegExp(`${group} · lesson 1 of ${LESSONS.length}[^]*Run it: what there is to notice`));
    await page.click('#run');
    await page.waitForFunction(() => document.querySelector('#lesson').innerText.includes('What to notice'), { timeout: PATIENCE });
    assert.match(await lesson(), /What to notice\s+The waits (hardly )?overlapped: [^]*\d s/);
    await idle();
    await picture(page, 'lesson');
  });

  test('with a model left out it says what is missing, with another workload that it is another', async () => {
    const own = async (request, expected) => {
      await run(page, request);
      await page.waitForFunction((expected) => document.querySelector('#lesson').innerText.includes(expected), { timeout: PATIENCE }, expected);
    };
    const { workload } = await loadLesson('waiting-and-computing');
    await own({ workload, models: ['event-loop'], clock: 'virtual' }, 'There is more to notice with Sequential');
    await own({ workload: 'other: sleep 1ms', models: ['event-loop'], clock: 'virtual' }, 'yours is another by now');
  });

  test('the list goes by keys, Next and Previous turn, the address has the lesson, and closing is remembered', async () => {
    await page.focus('#lessons');
    await page.keyboard.press('Enter');
    // The browser tells of the open list a moment after it is open.
    await page.waitForFunction(() => document.querySelector('#lesson-list:popover-open')?.contains(document.activeElement), { timeout: PATIENCE });
    assert.equal(await focused(), LESSONS[0].title);
    await page.keyboard.press('End');
    assert.equal(await focused(), LESSONS.at(-1).title);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('l=api-calls'), { timeout: PATIENCE });
    assert.deepEqual([await focused(), await page.$('#lesson-list:popover-open')], ['Lessons', null]);
    assert.match(await page.$eval('#workload', (area) => area.value), /24 x call/);
    const button = (name) => page.evaluateHandle((name) => [...document.querySelectorAll('#lesson button')].find((each) => each.innerText === name), name);
    await (await button('Next')).click();
    await page.waitForFunction(() => location.hash.includes('l=downloads'), { timeout: PATIENCE });
    assert.equal(await focused(), 'Next');
    await (await button('Previous')).click();
    await page.waitForFunction(() => location.hash.includes('l=api-calls'), { timeout: PATIENCE });
    await page.reload();
    await page.waitForFunction(() => document.querySelector('#lesson-title')?.innerText === 'API calls', { timeout: PATIENCE });
    await page.waitForSelector('#run[aria-disabled=false]');
    await (await button('Close')).click();
    await page.waitForFunction(() => !location.hash.includes('l='), { timeout: PATIENCE });
    assert.equal(await page.$eval('#lesson', (panel) => panel.hidden), true);
  });

  test('a link may name a lesson alone; one that is not there is told', async () => {
    const { workload, models } = await loadLesson('deadlock');
    assert.deepEqual(await readLink('#v=1&l=deadlock'), { setup: { text: workload, models, workers: '', lesson: 'deadlock' } });
    assert.match((await readLink('#v=1&l=constructor')).problem, /this page has no such lesson/);
    assert.deepEqual(await readLink('#v=1&w=a&m=&l=later'), { setup: { text: 'a', models: [], workers: '' } });
  });

  test('nothing of this was an error on the console', () => {
    assert.deepEqual(page.seen.errors, []);
  });
});
