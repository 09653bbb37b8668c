/* A job for another worker and its answer back, by messages: bare, and by two libraries. Each one after the other. */

import * as Comlink from 'comlink';
import workerpool from 'workerpool';

const script = (/** @type {string} */ name) => new URL(`./${name}-worker.js`, import.meta.url).href;

/** Measures round trips after one that is not timed. @param {number} count @param {(number: number) => Promise<number>} roundTrip */
async function measure(count, roundTrip) {
  await roundTrip(0);
  const since = performance.now();
  let sum = 0;
  for (let number = 0; number < count; number++) sum += await roundTrip(number);
  return { ms: performance.now() - since, sum };
}

/** @type {Worker | undefined} */
let bare;

/** By `postMessage`. @param {number} count */
export function messages(count) {
  bare ??= new Worker(script('echo'), { type: 'module' });
  const worker = bare;
  return measure(count, (number) => {
    const { promise, resolve } = Promise.withResolvers();
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(number);
    return promise;
  });
}

/** How often something was asked, and answered; and what was. @type {Int32Array | undefined} */
let words;

/**
 * By shared memory alone: what wakes a thread that sleeps, and what tells an event loop. The least that any pool can do
 * whose threads sleep.
 *
 * @param {number} count
 */
export function atomics(count) {
  if (!words) {
    words = new Int32Array(new SharedArrayBuffer(12));
    new Worker(script('atomics'), { type: 'module' }).postMessage(words);
  }
  const shared = words;
  return measure(count, async (number) => {
    const { value } = /** @type {any} */ (Atomics).waitAsync(shared, 1, Atomics.load(shared, 1));
    Atomics.store(shared, 2, number);
    Atomics.add(shared, 0, 1);
    Atomics.notify(shared, 0);
    await value;
    return Atomics.load(shared, 2);
  });
}

/** @type {any} */
let remote;

/** By comlink. @param {number} count */
export function comlink(count) {
  remote ??= Comlink.wrap(new Worker(script('comlink'), { type: 'module' }));
  return measure(count, (number) => remote.echo(number));
}

/** @type {import('workerpool').Pool | undefined} */
let pool;

/** By workerpool. @param {number} count */
export function pooled(count) {
  pool ??= workerpool.pool(script('workerpool'), { minWorkers: 1, maxWorkers: 1, workerType: 'web', workerOpts: { type: 'module' } });
  const one = pool;
  return measure(count, (number) => one.exec('echo', [number]));
}
