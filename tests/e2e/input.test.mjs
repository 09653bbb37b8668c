/* Bad input is refused at the door, with its place; nothing is run and nothing hangs. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { launch, open, run } from './support/browser.mjs';

const MODELS = ['event-loop'];

describe('bad input', () => {
  let page;

  before(async () => {
    page = await open(await launch());
  });

  const TEXTS = [
    ['an unknown step', 't: sleeep 1s', 1, 4, /sleep/],
    ['a missing number', 't: primes', 1, 4, /needs a whole number/],
    ['no tasks', '0 x t: sleep 1s', 1, 1, /1/],
    ['too many tasks', '999999999 x t: sleep 1s', 1, 1, /1M/],
    ['a negative number', 't: primes -1', 1, 11, /number/],
    ['too long a time', 'ok: sleep 1s\nt: sleep 99999h', 2, 10, /duration/],
    ['a megabyte of text', 'x'.repeat(1 << 20), 1, 1, /64 KiB/],
    ['control characters', 't: sleep\u0000 1s', 1, 9, /./],
    ['a URL that is none', 't: fetch javascript:alert(1)', 1, 10, /http/],
    ['nothing', '', 1, 1, /./],
  ];
  for (const [what, workload, line, column, says] of TEXTS) {
    test(`${what} is an error at its place`, async () => {
      const { refused } = await run(page, { workload, models: MODELS });
      assert.equal(refused?.name, 'PlaygroundError');
      assert.equal(refused.code, 'invalid-workload');
      assert.deepEqual([refused.diagnostics[0].line, refused.diagnostics[0].column], [line, column], refused.message);
      assert.match(refused.diagnostics[0].message, says);
    });
  }

  test('a number that is none, or no end of one, is refused and not taken for one not given', async () => {
    const codes = await page.evaluate(async () => {
      const codes = [];
      for (const options of [{ workers: NaN }, { limit: Infinity }]) {
        codes.push(await globalThis.playground.run({ workload: 'a: sleep 1ms', models: ['event-loop'], ...options }).then(() => 'it ran', ({ code }) => code));
      }
      return codes;
    });
    assert.deepEqual(codes, ['invalid-option', 'invalid-option']);
  });

  const REQUESTS = [
    ['an unknown model', { models: ['fibers'] }, 'unknown-model'],
    ['no model', { models: [] }, 'no-model'],
    ['a model twice', { models: ['event-loop', 'event-loop'] }, 'repeated-model'],
    ['no workers', { workers: 0 }, 'invalid-option'],
    ['too many workers', { workers: 65 }, 'invalid-option'],
    ['half a worker', { workers: 2.5 }, 'invalid-option'],
    ['a limit of none', { limit: 0 }, 'invalid-option'],
    ['a word for a number', { limit: 'many' }, 'malformed-request'],
    ['an option that is none', { threads: 4 }, 'malformed-request'],
    ['no workload', { workload: undefined }, 'malformed-request'],
  ];
  for (const [what, request, code] of REQUESTS) {
    test(`${what} is refused`, async () => {
      const { refused } = await run(page, { workload: 't: sleep 1ms', models: MODELS, ...request });
      assert.equal(refused?.code, code, JSON.stringify(refused));
    });
  }

  test('a run while one is running is refused, and the first goes on', async () => {
    const outcome = await page.evaluate(async () => {
      const first = globalThis.playground.run({ workload: 't: sleep 300ms', models: ['event-loop'] });
      const second = await globalThis.playground.run({ workload: 't: sleep 1ms', models: ['event-loop'] }).catch((error) => error.code);
      return [second, (await first).models['event-loop'].counts.done];
    });
    assert.deepEqual(outcome, ['busy', 1]);
  });

  test('several mistakes are told in one pass, and the text is kept', async () => {
    const text = 'a: sleeep 1s\nb: primes\nc: sleep 1s ->';
    await page.$eval('#workload', (editor, text) => {
      editor.value = text;
      editor.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
    await page.waitForFunction(() => document.body.innerText.includes('3 mistakes'));
    await page.click('#run');
    await page.waitForFunction(() => document.activeElement?.closest('#editor'));
    await page.reload();
    assert.equal(await page.$eval('#workload', (editor) => editor.value), text);
  });

  test('nothing of this was an error on the console', () => {
    assert.deepEqual(page.seen.errors, []);
  });
});
