/* What two tasks that compute gain by a model: which of them compute at the same time, and what that saves. */

import assert from 'node:assert/strict';

import { twoAtOnce } from '../../../bench/driver/bare.mjs';
import { playground, quickest, run } from './browser.mjs';

/** A tenth of a second: waking a thread does not count beside it. */
const WORK = 'p: primes 1000M';

/** How often it is measured, at most. */
const ROUNDS = 20;

/** What two cores may take of the time that one takes: the figures themselves are the benchmark's. */
const MOST = 0.8;

/** What one core takes at least of the time that one takes. */
const LEAST = 0.8;

/**
 * Shows of each model whether it has two computing tasks at the same time, by the order of their beginnings and ends in
 * every run, and by the quickest of some runs that this saves time, or does not.
 *
 * @param {Record<string, boolean>} models Whether each gains a core; `sequential`, which does not, is among them.
 */
export async function gains(t, page, models) {
  const ids = Object.keys(models);
  const walls = Object.fromEntries([...ids, 'inTurn', 'atOnce'].map((id) => [id, []]));
  const ratio = (id, to = 'sequential') => quickest(walls[id]) / quickest(walls[to]);
  // Two "cores" of a machine may be threads of one, and others may want them: what two workers gain that share nothing
  // is the most there is.
  const most = () => Math.max(MOST, 1.25 * ratio('atOnce', 'inTurn'));
  const holds = (id) => (models[id] ? ratio(id) <= most() : ratio(id) >= LEAST);
  for (let i = 0; i < ROUNDS && !(i >= 3 && ids.every(holds)); i++) {
    // Threads may have been put where others are busy: new ones are put anew.
    if (i % 5 === 4) await page.reload().then(() => playground(page));
    const bare = await page.evaluate(twoAtOnce, WORK);
    for (const id of ['inTurn', 'atOnce']) walls[id].push(bare[id]);
    const { models: results } = await run(page, { workload: `2 x ${WORK}`, models: ids, workers: 2 });
    for (const id of ids) {
      walls[id].push(results[id].wallMs - (results[id].startUpMs ?? 0));
      const { run: onLoop, thread } = await page.evaluate(overlaps, id);
      assert.equal(Math.max(onLoop, thread), models[id] ? 2 : 1, `${id}: so many compute at a time`);
    }
  }
  const told = ids.map((id) => `${id} ${ratio(id).toFixed(3)}`).join(', ');
  t.diagnostic(`of sequential, after ${walls.sequential.length} rounds: ${told}; two bare workers reach ${ratio('atOnce', 'inTurn').toFixed(3)}`);
  for (const id of ids) assert.ok(holds(id), `${id}: ${told}; at most ${most()}`);
}

/** In the page: how many spans of each kind there are at once, at most. */
export function overlaps(model) {
  // So far apart the clocks of two workers may be.
  const CLOCKS_MS = 0.1;
  const { kinds } = globalThis.playground.describe();
  const trace = globalThis.playground.trace().models.find(({ id }) => id === model);
  const most = {};
  for (const { id, word } of kinds) {
    const edges = [];
    for (let row = 0; row < trace.length; row++) {
      const [start, end] = [trace.columns.start[row], trace.columns.end[row]];
      if (trace.columns.kind[row] === id && end > start) edges.push([start, 1], [Math.max(start, end - CLOCKS_MS), -1]);
    }
    edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let inside = 0;
    most[word] = Math.max(0, ...edges.map(([, step]) => (inside += step)));
  }
  return most;
}
