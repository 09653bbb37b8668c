/*
 * The page that measurements run on. It is empty: each takes place in a worker, as the playground's engine does,
 * and the driver calls `bench.measure`.
 */

/** @typedef {{ ms: number, sum: number, bytes: number }} Measured */

/** @type {Map<string, Promise<Worker>>} Workers that have started, by build. */
const workers = new Map();

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
