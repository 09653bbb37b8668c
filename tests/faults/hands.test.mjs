/* Hands that press whatever there is, and engines that end whenever: at random, the same each time. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { mulberry32 } from '../../www/random.js';
import { PATIENCE, open, run } from '../e2e/support/browser.mjs';
import { EACH, QUICK, TIMES, accounted, recovers } from './support/claims.mjs';

const LONG = { timeout: 900_000 };

for (const [name, start] of EACH) {
  describe(`hands, in ${name}`, () => {
    test(`Run and Stop are pressed ${TIMES} times at random: every run is told whole, and the page is at rest in the end`, LONG, async () => {
      const page = await open(await start());
      await page.waitForSelector('#run[aria-disabled=false]');
      await page.$eval('#workload', (area) => {
        area.value = 'run: workers 2\n3 x io: fetch io/delay?ms=20 -> sleep 5ms\n2 x cpu: primes 3M\n1 x held: block 30ms';
        area.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await page.$$eval('input[name=model]', (boxes) => {
        for (const box of boxes) {
          box.checked = ['event-loop', 'event-loop-pool', 'threads', 'processes'].includes(box.value);
          box.dispatchEvent(new Event('input', { bubbles: true }));
        }
      });
      await page.evaluate(() => {
        globalThis.heard = { begun: 0, ended: 0, wrong: [] };
        let before = 'idle';
        globalThis.playground.addEventListener('change', ({ detail: { state } }) => {
          if (state === 'starting' && before === 'idle') globalThis.heard.begun += 1;
          if (state === 'idle') globalThis.heard.ended += 1;
          before = state;
        });
        globalThis.playground.addEventListener('result', ({ detail: { result } }) => {
          for (const [id, { tasks, counts }] of Object.entries(result.models)) {
            const sum = Object.values(counts).reduce((all, count) => all + count, 0);
            if (sum !== tasks.length || tasks.length !== 6) globalThis.heard.wrong.push([id, tasks.length, counts]);
          }
        });
      });
      const next = mulberry32(7);
      for (let i = 0; i < TIMES; i++) {
        const [what, pauseMs] = [next(), next() ** 3 * 250];
        if (what < 0.4) await page.click('#run');
        else if (what < 0.8) await page.click('#stop');
        else if (what < 0.9) await page.evaluate(() => void globalThis.playground.stop());
        else await page.evaluate(() => void globalThis.playground.run({ workload: '6 x other: sleep 10ms', models: ['event-loop'] }).catch(({ code }) => code === 'busy' || globalThis.heard.wrong.push(code)));
        // Hands are slower or quicker than what they press.
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      await page.evaluate(() => globalThis.playground.stop());
      await page.waitForFunction(() => !document.body.classList.contains('is-running') && document.querySelector('#run').getAttribute('aria-disabled') === 'false', { timeout: PATIENCE });
      const { begun, ended, wrong } = await page.evaluate(() => globalThis.heard);
      assert.deepEqual(wrong, []);
      assert.equal(ended, begun, 'each run that began has ended');
      assert.ok(begun >= TIMES / 10, `${begun} runs`);
      await recovers(page);
    });

    test(`engines end at ${TIMES} random moments: every task is accounted for, and the next run works`, LONG, async () => {
      const page = await open(await start());
      const next = mulberry32(11);
      const one = (list) => list[Math.floor(next() * list.length)];
      for (let i = 0; i < TIMES; i++) {
        const model = one(['event-loop', 'event-loop-pool', 'event-loop-pool-gil', 'event-loop-processes', 'event-loops', 'threads', 'threads-gil', 'processes', 'sequential']);
        const workload = one([
          '20 x a: sleep 1ms..30ms -> primes 1M',
          '6 x a: fetch io/delay?ms=10&bytes=100k -> sha256 -> with lock L ( sleep 5ms )',
          '4 x a: file write f-{i} 100k -> file read f-{i} -> db put f-{i}',
          'run: join group, queue Q 1\n5 x p: sleep 2ms -> primes 10k -> put Q\n5 x t: take Q',
          '2 x a: block 50ms -> all( sleep 5ms, sleep 10ms )',
        ]);
        const how = one(['kernel', 'loop', 'worker', 'stop', 'stop then worker']);
        const [afterMs, told] = [next() ** 2 * 120, `${i}: ${model}, ${how}: ${workload}`];
        const result = await page.evaluate(async ({ workload, model, how, afterMs }) => {
          const { playground } = globalThis;
          const running = playground.run({ workload, models: [model] }).catch(({ code, message }) => ({ refused: { code, message } }));
          await new Promise((resolve) => setTimeout(resolve, afterMs));
          if (how.startsWith('stop')) playground.stop();
          if (!how.endsWith('stop')) playground.breakEngine(how.split(' ').at(-1));
          return JSON.parse(JSON.stringify(await running));
        }, { workload, model, how, afterMs });
        if (result.refused) assert.equal(result.refused.code, 'engine-lost', `${told}: ${JSON.stringify(result.refused)}`);
        else for (const { tasks, error } of Object.values(accounted(result))) assert.ok(tasks.length >= 2, `${told}: ${error}`);
        if (i % (QUICK ? 4 : 10) === 0) await recovers(page, [model]);
        assert.deepEqual(page.seen.uncaught, [], told);
      }
      await recovers(page);
    });
  });
}
