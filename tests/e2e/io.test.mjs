/* What steps do outside: pages that are crawled, files and databases that leave nothing behind, requests by the thousand. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { BROWSERS, ISOLATED, PLAIN, launch, open, run } from './support/browser.mjs';

/** How many pages of `pages/` are at most so many links away from the first. */
const PAGES = [1, 7, 32, 38, 39, 40];

for (const name of Object.keys(BROWSERS)) {
  describe(`input and output, in ${name}`, () => {
    let page;

    before(async () => {
      page = await open(await launch(name));
    });

    /** Runs a workload of which every task has to end well. */
    const done = async (workload, models = ['event-loop']) => {
      const result = await run(page, { workload, models });
      assert.equal(result.refused, undefined, result.refused?.message);
      for (const { tasks } of Object.values(result.models)) for (const { error } of tasks) assert.equal(error, undefined);
      return Object.values(result.models);
    };

    test('a crawl reads each page once, as deep as it is told, whatever the model', async () => {
      const lines = PAGES.map((_, depth) => `d${depth}: crawl pages/index.html depth ${depth}`);
      for (const { tasks } of await done(lines.join('\n'), ['event-loop', 'sequential', 'event-loop-pool'])) {
        assert.deepEqual(tasks.map((task) => task.value), PAGES);
      }
      assert.deepEqual([...page.seen.origins], [new URL(ISOLATED).origin]);
    });

    test('a page that is missing is left out and told of; if it is the first, the crawl fails', async () => {
      const [{ notes }] = await done('c: crawl pages/index.html depth 2');
      assert.equal(notes.length, 1);
      assert.match(notes[0], /left out 1 of its pages: .*pages\/lost-and-found\.html answered HTTP 404/);
      const { models } = await run(page, { workload: 'c: crawl pages/lost-and-found.html', models: ['event-loop'] });
      assert.match(models['event-loop'].tasks[0].error, /answered HTTP 404/);
    });

    test('pages of a crawl are read at once, as many as are allowed, on lanes of their own', async () => {
      await done('c: crawl pages/index.html depth 2 at_once 3');
      const most = await page.evaluate(() => {
        const { columns, length } = globalThis.playground.trace().models[0];
        const wait = globalThis.playground.describe().kinds.find((kind) => kind.name === 'wait' || kind.word === 'wait').id;
        const edges = [];
        for (let row = 0; row < length; row++) {
          if (columns.kind[row] === wait && columns.task[row] > 0 && columns.end[row] > 0) edges.push([columns.start[row], 1], [columns.end[row], -1]);
        }
        edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        let inside = 0;
        return Math.max(...edges.map(([, step]) => (inside += step)));
      });
      assert.equal(most, 3);
    });

    test('a crawl of a host that sends no headers, under a path, comes to the same', async () => {
      const plain = await open(await launch(name), PLAIN);
      const { models } = await run(plain, { workload: 'c: crawl pages/index.html depth 5', models: ['event-loop'] });
      assert.equal(models['event-loop'].tasks[0].value, PAGES[5]);
    });

    test('a crawl that is stopped, or out of time, ends with all its parts', async () => {
      const { models } = await run(page, { workload: 'a: crawl pages/index.html depth 5 timeout 1ms\nb: crawl net/delay?ms=30000 timeout 50ms', models: ['event-loop'] });
      for (const { error } of models['event-loop'].tasks) assert.match(error, /crawl was not done within its timeout/);
    });

    test('links gives the links of a page, and what comes after may count them', async () => {
      const [{ tasks }] = await done('l: fetch pages/index.html -> links -> wordcount');
      // Five shelves, the hours, this library, its neighbours, the desk.
      assert.equal(tasks[0].value, 9);
    });
  });
}

test('ten thousand fetches at once all end well', async () => {
  const page = await open(await launch('chromium'));
  const { models } = await run(page, { workload: '10k x f: fetch io/delay?ms=0&i={i}', models: ['event-loop'] });
  assert.equal(models['event-loop'].counts.done, 10_000);
});
