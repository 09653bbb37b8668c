/* What becomes of a page: hidden, frozen, left and come back to, reloaded in the middle, open twice; and clocks that jump. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ISOLATED, PATIENCE, launch, open, playground, run } from '../e2e/support/browser.mjs';
import { host, original } from '../e2e/support/host.mjs';
import { EACH, LIMIT, accounted, recovers } from './support/claims.mjs';

const WORKLOAD = '8 x io: fetch io/delay?ms=60 -> sleep 40ms\n4 x cpu: primes 2M';
const MODELS = ['event-loop', 'event-loop-pool', 'threads', 'processes'];
const HOUR = 3_600_000;

/** Waits until a run's trace has begun; asks by itself, since a page that is hidden is not drawn. */
async function under(page) {
  const deadline = performance.now() + PATIENCE;
  while (!(await page.evaluate(() => globalThis.playground.trace().models[0]?.length > 4))) assert.ok(performance.now() < deadline, 'the run begins');
}

/** Every task of every model is done, and took no time that is none. */
function whole(result) {
  for (const [id, { counts, tasks, wallMs }] of Object.entries(accounted(result))) {
    assert.equal(counts.done, 12, `${id}: ${JSON.stringify(counts)}`);
    assert.ok(wallMs >= 0 && wallMs < LIMIT.timeout, `${id}: ${wallMs} ms`);
    for (const { name, startMs, endMs } of tasks) assert.ok(startMs >= 0 && endMs >= startMs && endMs <= wallMs + 1, `${id}, ${name}: from ${startMs} to ${endMs} of ${wallMs}`);
  }
}

/** Waits until the page that one comes back to can run; what is asked while it comes may be lost with the page that goes. */
async function back(page) {
  const isBack = () => page.evaluate(() => location.href !== 'about:blank' && globalThis.playground !== undefined).catch(() => false);
  const deadline = performance.now() + PATIENCE;
  while (!(await isBack())) assert.ok(performance.now() < deadline, 'the page comes back');
}

/** Spans of the last run that end before they start. */
function backwards(page) {
  return page.evaluate(() => {
    const { playground } = globalThis;
    const words = new Map(playground.describe().kinds.filter(({ group }) => group === 'span').map(({ id, word }) => [id, word]));
    return playground.trace().models.flatMap(({ id, columns: { start, end, kind }, length }) =>
      Array.from({ length }, (_, row) => row)
        .filter((row) => words.has(kind[row]) && end[row] < start[row])
        .map((row) => `${id}: ${words.get(kind[row])} from ${start[row]} to ${end[row]}`));
  });
}

for (const [name, start] of EACH) {
  describe(`the life of a page, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await start();
    });

    test('another tab comes to the front in the middle of a run: the run comes to its end', LIMIT, async () => {
      const page = await open(browser);
      const running = run(page, { workload: WORKLOAD, models: MODELS });
      await under(page);
      const other = await page.browserContext().newPage();
      await other.goto('about:blank');
      await other.bringToFront();
      whole(await running);
      await other.close();
      await page.bringToFront();
      await recovers(page);
    });

    test('two tabs run at once, and neither hears of the other', LIMIT, async () => {
      const page = await open(browser);
      const other = await page.browserContext().newPage();
      await other.goto(ISOLATED);
      await playground(other);
      const workload = `${WORKLOAD}\n1 x f: file write x 10 -> barrier B 1 -> file read x\n1 x d: db put x 10 -> db scan`;
      const results = await Promise.all([page, other].map((each) => run(each, { workload, models: MODELS })));
      for (const result of results) {
        for (const [id, { counts, tasks }] of Object.entries(accounted(result))) assert.equal(counts.done, 14, `${id}: ${JSON.stringify(tasks.filter(({ state }) => state !== 'done'))}`);
        assert.equal(Object.values(result.models).at(-1).tasks[13].value, 1, 'it sees its own records only');
      }
      await other.close();
      await recovers(page);
    });

    test('a page that one comes back to runs', LIMIT, async (t) => {
      for (const isRunning of [false, true]) {
        const page = await open(browser);
        whole(await run(page, { workload: WORKLOAD, models: MODELS }));
        if (isRunning) {
          run(page, { workload: '4 x a: sleep 60s', models: ['event-loop'] }).catch(() => {});
          await under(page);
        }
        await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (globalThis.wasKept = persisted)));
        await page.goto('about:blank');
        // A page that was kept loads nothing, so no load is waited for.
        await page.evaluate(() => history.back());
        await back(page);
        t.diagnostic(`${isRunning ? 'with a run' : 'idle'}: ${(await page.evaluate(() => globalThis.wasKept)) ? 'restored as it was' : 'loaded again'}`);
        await page.evaluate(() => globalThis.playground.stop());
        await recovers(page);
      }
    });

    test('the wall clock jumps, there and back, in the middle of a run', LIMIT, async () => {
      const jump = (hours) => `{ const { now } = Date; let calls = 0; Date.now = () => now() + (calls++ % 3 - 1) * ${hours * HOUR}; }`;
      const page = await open(browser, undefined, { before: new Function(jump(5)) });
      whole(await run(page, { workload: WORKLOAD, models: MODELS }));
      await recovers(page);
    });

    test('a page that is reloaded in the middle of a run runs again, and nothing of the old run is left', LIMIT, async () => {
      const page = await open(browser);
      for (const model of ['event-loop', 'threads', 'processes']) {
        run(page, { workload: '8 x a: file write a-{i} 100k -> file read a-{i} -> db put a-{i} -> primes 100M -> sleep 60s', models: [model] }).catch(() => {});
        await under(page);
        await page.reload();
        await playground(page);
        const { counts } = accounted(await run(page, { workload: '2 x b: file write b-{i} 10 -> file read b-{i}', models: ['event-loop'] }))['event-loop'];
        assert.equal(counts.done, 2);
        await page.waitForFunction(async () => {
          for await (const _ of (await navigator.storage.getDirectory()).keys()) return false;
          return (await indexedDB.databases()).length === 0;
        }, { timeout: PATIENCE });
      }
      await recovers(page);
    });

    for (const hours of [-2, 2]) {
      test(`the clock has been put ${hours > 0 ? 'forward' : 'back'} when processes start: every task has its times within the run`, LIMIT, async (t) => {
        const jumped = `Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + ${hours * HOUR} });`;
        const url = await host(t, async (path) => {
          if (!path.startsWith('process.js')) return undefined;
          const { type, body } = await original(path);
          return { status: 200, type, body: `${jumped}\n${body}` };
        });
        const page = await open(browser, url);
        whole(await run(page, { workload: WORKLOAD, models: MODELS }));
        assert.deepEqual(await backwards(page), []);
        await recovers(page);
      });
    }
  });
}

test('a tab that is frozen in the middle of a run and thawed goes on', LIMIT, async () => {
  const browser = await launch('chromium');
  const other = await open(browser);
  // In front: what is asked of a page is asked each time that it draws.
  const page = await open(browser);
  const devtools = await page.createCDPSession();
  for (const wasStopped of [false, true]) {
    const running = run(page, { workload: WORKLOAD, models: MODELS });
    await under(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    // For as long as a run of this takes.
    whole(await run(other, { workload: WORKLOAD, models: MODELS }));
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    if (wasStopped) {
      await page.evaluate(() => globalThis.playground.stop());
      accounted(await running);
    } else {
      whole(await running);
    }
  }
  await recovers(page);
});
