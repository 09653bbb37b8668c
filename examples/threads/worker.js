// Who waits for threads may not be the page's own thread, which must not block: a worker is.
import init, { countPrimes, countThreads, initThreadPool } from './threads.js';

// Firefox (bug 1702191) ends workers that nothing refers to, as those of the pool until all of them have started.
const kept = [];
globalThis.Worker = class extends Worker {
  constructor(...how) {
    kept.push(super(...how));
  }
};

await init({ module_or_path: new URL('threads_bg.wasm', import.meta.url) });
await initThreadPool(navigator.hardwareConcurrency);
const started = performance.now();
const primes = countPrimes(2_000_000);
const ms = Math.round(performance.now() - started);
postMessage(`${countThreads()} threads counted ${primes} primes in ${ms} ms.`);
