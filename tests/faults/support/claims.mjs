/* What holds after every fault: nothing hangs, nothing is lost or counted twice, nothing goes uncaught, the next run works. */

import assert from 'node:assert/strict';

import { BROWSERS, launch, run } from '../../e2e/support/browser.mjs';

/** What is done many times is done a few times. */
export const QUICK = process.env.QUICK === '1';
/** How often what is random is tried. */
export const TIMES = QUICK ? 20 : 200;
/** Longer than any case takes; one that meets it hangs. */
export const LIMIT = { timeout: 90_000 };
/** Each browser by its name, and what starts it. */
export const EACH = Object.keys(BROWSERS).map((name) => /** @type {const} */ ([name, () => launch(name)]));

/** Every task of every model has ended once; gives the models. */
export function accounted(result) {
  assert.equal(result.refused, undefined, result.refused?.message);
  for (const [id, { tasks, counts }] of Object.entries(result.models)) {
    const states = {};
    for (const { state } of tasks) states[state] = (states[state] ?? 0) + 1;
    const counted = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
    assert.deepEqual(states, counted, `${id}: the counts are those of its tasks`);
  }
  return result.models;
}

/** A run after the fault does all that it is asked to, and nothing went uncaught until then. */
export async function recovers(page, models = ['event-loop', 'event-loop-pool']) {
  const done = accounted(await run(page, { workload: '3 x q: primes 100k -> sleep 1ms', models }));
  for (const id of models) assert.equal(done[id]?.counts.done, 3, `${id}: ${JSON.stringify(done[id]?.tasks ?? 'it did not run')}`);
  assert.deepEqual(page.seen.uncaught, [], 'nothing went uncaught');
}

/** What the page says, in the part of it that a selector names. */
export function said(page, selector = 'body') {
  return page.$eval(selector, (part) => part.innerText);
}
