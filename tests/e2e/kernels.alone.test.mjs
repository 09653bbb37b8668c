/* Kernels come to the same in both builds, under every model and in every browser: what tests/kernels/table.json says. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';

import { BROWSERS, launch, open, quickest, run, wallTimes } from './support/browser.mjs';
import { host } from './support/host.mjs';

/** @type {{ step: string, input?: string, times?: number, checksum: string }[]} */
const table = JSON.parse(await readFile(new URL('../kernels/table.json', import.meta.url), 'utf8'));
// What `spin` hands on are the bytes that were fetched, and a report tells nothing of bytes.
const cases = table.filter(({ step }) => !step.startsWith('spin'));
const workload = cases
  .map(({ step, input }, place) => `kernel-${place}: ${input ? `fetch input-${place}.txt -> ` : ''}${step}`)
  .join('\n');
/** Serves what the kernels are given, and no service worker where there is to be no isolation. */
const answers = (isolated) => (path) => {
  const place = /^input-(\d+)\.txt/.exec(path)?.[1];
  if (place) return { status: 200, body: cases[place].input.repeat(cases[place].times) };
  return !isolated && path.startsWith('sw.js') ? { status: 404, body: '' } : undefined;
};

for (const name of Object.keys(BROWSERS)) {
  describe(`kernels, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await launch(name);
    });

    for (const [build, models] of [['threads', ['event-loop', 'event-loop-pool', 'sequential']], ['single', ['event-loop', 'sequential']]]) {
      test(`every kernel comes to what the table says under every model of the ${build} build`, async (t) => {
        const isolated = build === 'threads';
        const page = await open(browser, await host(t, answers(isolated), { isolated }));
        assert.equal(await page.evaluate(() => globalThis.playground.environment.build), build);
        const { models: results } = await run(page, { workload, models });
        for (const model of models) {
          const found = results[model].tasks.map(({ state, error, checksum }) => checksum ?? `${state}: ${error}`);
          assert.deepEqual(found, cases.map(({ checksum }) => checksum), model);
        }
      });
    }

    // A machine with other work to do makes it longer, never shorter; twice as long is not what was calibrated.
    test('what spins for a time computes for about that long', async (t) => {
      const page = await open(browser);
      const walls = { spin: [], block: [] };
      const ratio = () => quickest(walls.spin) / quickest(walls.block);
      const holds = () => ratio() > 0.5 && ratio() < 2;
      for (let i = 0; i < 20 && !(i >= 3 && holds()); i++) {
        for (const step of ['spin', 'block']) walls[step].push((await wallTimes(page, { workload: `a: ${step} 200ms`, models: ['event-loop'] }))['event-loop']);
      }
      t.diagnostic(`spin / block = ${ratio().toFixed(3)}`);
      assert.ok(holds(), `spin / block = ${ratio()}`);
    });
  });
}
