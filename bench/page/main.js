/*
 * The page that measurements run on. It is empty: each takes place in a worker, as the playground's engine does, but for
 * what is drawn, and the driver calls `bench.measure`, or `bench.draw`.
 */

import { draw } from './draw.js';
import * as kernels from './peers/kernels.js';

/** A timer that looks how late it is is due so often; ms. */
const EVERY = 4;
/** And goes on for so long; ms. */
const LONG = 1_000;

/** @typedef {{ ms: number, sum: number, bytes: number }} Measured */

/** @type {Map<string, Promise<Worker>>} Workers that have started, by build. */
const workers = new Map();

/** What the module says of itself, as JSON. @type {Promise<string> | null} */
let described = null;

/** @param {Worker} worker @param {object} request @returns {Promise<any>} */
function ask(worker, request) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data.answer));
    worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
    worker.postMessage(request);
  });
}

/** @param {string} build */
async function start(build) {
  const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module', name: build });
  await ask(worker, { start: build });
  return worker;
}

/** @param {string} build */
function running(build) {
  const started = workers.get(build) ?? start(build);
  workers.set(build, started);
  return started;
}

const bench = {
  /**
   * Does one measurement in the worker of a build.
   *
   * @param {string} build
   * @param {string} name
   * @param {unknown[]} numbers
   * @returns {Promise<Measured>}
   */
  async measure(build, name, numbers) {
    return ask(await running(build), { measure: name, numbers });
  },

  /**
   * How late a timer of the page is while work goes on: in a worker of a build, or, where the build is `page`, on the
   * page's own thread. `ms` is the 99th percentile.
   *
   * @param {string} build
   * @param {string} name
   * @param {unknown[]} numbers
   * @returns {Promise<Measured>}
   */
  async lag(build, name, numbers) {
    const late = [];
    let goesOn = true;
    let due = performance.now();
    const tick = () => {
      const now = performance.now();
      late.push(now - due);
      if (!goesOn) return;
      due = performance.now() + EVERY;
      setTimeout(tick, EVERY);
    };
    tick();
    const since = performance.now();
    let last;
    while (performance.now() - since < LONG) {
      last = build === 'page' ? kernels[name](...numbers) : await this.measure(build, name, numbers);
      // What is due has its turn.
      await new Promise((resolve) => setTimeout(resolve));
    }
    goesOn = false;
    late.sort((a, b) => a - b);
    return { ms: late[Math.ceil(0.99 * late.length) - 1], sum: last?.sum ?? 0, bytes: 0 };
  },

  /**
   * Draws so many spans of so many tasks, again and again; see draw.js.
   *
   * @param {'ours' | 'naive'} whose
   * @param {number} spans
   * @param {number} tasks
   * @returns {Promise<Measured>}
   */
  async draw(whose, spans, tasks) {
    described ??= ask(await running('single'), { describe: true });
    return draw(JSON.parse(await described).kinds, whose, spans, tasks);
  },

  /** Ends all workers: the next measurements are in new ones, with new memories. */
  async renew() {
    for (const worker of workers.values()) (await worker).terminate();
    workers.clear();
  },
};

// The service worker answers io/delay, as it does for the playground.
const registration = await navigator.serviceWorker.register('../sw.js', { updateViaCache: 'none' });
if (navigator.serviceWorker.controller === null) {
  const controlled = new Promise((resolve) => (navigator.serviceWorker.oncontrollerchange = resolve));
  registration.active?.postMessage('claim');
  await controlled;
}
Object.assign(globalThis, { bench });
