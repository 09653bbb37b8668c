// Who waits for threads may not be the page's own thread, which must not block: a worker is.
import init, { countPrimes, countThreads, initThreadPool } from './threads.js';

// The page makes the pool's workers, and joins a port to each: then it hears of their errors, and Firefox, which now and
// then never returns from making a worker inside a worker, has no occasion to.
globalThis.Worker = function (script) {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  postMessage({ script: String(script), port: port2 }, [port2]);
  return port1;
};

await init({ module_or_path: new URL('threads_bg.wasm', import.meta.url) });
await initThreadPool(navigator.hardwareConcurrency);
const started = performance.now();
const primes = countPrimes(2_000_000);
const ms = Math.round(performance.now() - started);
postMessage({ answer: `${countThreads()} threads counted ${primes} primes in ${ms} ms.` });
