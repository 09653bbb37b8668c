/* What a stranger's link can try: each line of the table in ARCHITECTURE.md that no other test looks at. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { writeLink } from '../../www/view/link.js';
import { BROWSERS, ISOLATED, PATIENCE, launch, open, run } from './support/browser.mjs';

for (const name of Object.keys(BROWSERS)) {
  describe(`links of strangers, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await launch(name);
    });

    const opened = async (text) => {
      const page = await open(browser, `${ISOLATED}#${await writeLink({ text, models: ['event-loop', 'threads'], workers: '' })}`);
      await page.waitForFunction(() => document.querySelector('#workload-tasks').innerText !== '', { timeout: PATIENCE });
      return page;
    };

    test('names that every object has are names like others', async () => {
      const text = [
        '2 x isPrototypeOf: with lock constructor ( add toString 3 atomic ) -> barrier valueOf 2',
        'hasOwnProperty: primes 1k -> db put __proto__ -> db get __proto__',
        'constructor: fail "__proto__"',
      ].join('\n');
      const page = await opened(text);
      const { models, refused } = await run(page, { workload: text, models: ['event-loop', 'threads'] });
      assert.equal(refused, undefined, refused?.message);
      for (const { tasks, counters, locks } of Object.values(models)) {
        assert.deepEqual(tasks.map(({ name, state }) => [name, state]), [['isPrototypeOf 1', 'done'], ['isPrototypeOf 2', 'done'], ['hasOwnProperty', 'done'], ['constructor', 'failed']]);
        assert.deepEqual(counters.map(({ name, found }) => [name, found]), [['toString', 6]]);
        assert.ok(locks.every(({ name }) => name === 'constructor'));
      }
      await page.waitForFunction(() => document.querySelector('#results').innerText.includes('constructor'), { timeout: PATIENCE });
      const trace = await page.evaluate(async () => (await globalThis.playground.exportTrace('chrome-trace')).text());
      assert.ok(JSON.stringify(JSON.parse(trace)).includes('isPrototypeOf 2'));
      const { refused: unnamed } = await run(page, { workload: '__proto__: sleep 1s', models: ['event-loop'] });
      assert.match(unnamed.message, /A name begins with a letter/);
      assert.equal(await page.evaluate(() => ({}).polluted ?? Object.keys(Object.prototype).length), 0);
      assert.deepEqual(page.seen.errors, []);
    });

    test('a request into one\'s own network is warned of, and nothing is asked before Run', async () => {
      const page = await opened('a: fetch http://192.168.1.1/reboot?now\nb: crawl http://localhost:1/');
      const notices = await page.$eval('#notices', (notices) => notices.innerText);
      assert.match(notices, /192\.168\.1\.1 is this computer or in its own network: run this only if you know/);
      assert.match(notices, /localhost is this computer/);
      assert.equal(await page.evaluate(() => globalThis.playground.trace().models.length), 0);
      assert.deepEqual([...page.seen.origins], [new URL(ISOLATED).origin]);
      const own = await opened(`a: fetch ${ISOLATED}io/delay?ms=1\nb: fetch io/delay?ms=1`);
      assert.equal(await own.$eval('#notices', (notices) => notices.innerText), '', 'the page\'s own host is no reason');
    });

    test('huge counts are refused or bounded, and the page goes on answering', async () => {
      const page = await opened('1M x a: repeat 1M ( each 1000 ( sleep 1h ) )');
      const answers = await page.evaluate(async () => {
        const { playground } = globalThis;
        const said = (promise) => promise.then(() => 'answered', ({ code }) => code);
        const workload = '999999999999 x a: sleep 1s';
        return [
          await said(playground.run({ workload, models: ['event-loop'] })),
          await said(playground.predict({ workload, tasks: 1e300 })),
          await said(playground.run({ workload: 'a: sleep 1ms', models: ['event-loop'], workers: 1e9 })),
          await said(playground.predict({ workload: '9 x a: repeat 1M ( repeat 1M ( sleep 1s ) )' })),
          (await playground.check('a: sleep 1s')).tasks,
        ];
      });
      assert.deepEqual(answers, ['invalid-workload', 'invalid-workload', 'invalid-option', 'too-long', 1]);
      assert.deepEqual(page.seen.errors, []);
    });
  });
}
