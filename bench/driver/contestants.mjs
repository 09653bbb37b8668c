/* The kinds of contestant: each gives one that does one measurement at a time. */

/** @typedef {{ ms: number, sum: number, bytes: number }} Measured */

/**
 * @typedef {object} Contestant
 * @property {(stage: import('./stage.mjs').Stage) => Promise<Measured>} measure
 * @property {boolean} warms Whether it is slower at first: the browser compiles it better while it runs.
 */

/** A function of the page's worker: `benchX` of the wasm module, or `file.function` of a peer in JavaScript. */
export function inBrowser(name, ...numbers) {
  return { measure: (stage) => stage.inBrowser('threads', name, numbers), warms: true };
}

/** The same of one that is told the page's address first. */
export function inPage(name, ...words) {
  return { measure: (stage) => stage.inBrowser('threads', name, [stage.page.url(), ...words]), warms: true };
}

/** The same on the build without shared memory. */
export function inSingle(name, ...numbers) {
  return { measure: (stage) => stage.inBrowser('single', name, numbers), warms: true };
}

/** A peer in JavaScript, whose memory is the browser's. */
export function byProcess(name, ...numbers) {
  return { measure: (stage) => stage.inBrowserByProcess('threads', name, numbers), warms: true };
}

/** A peer of `bench/native`; it warms up by itself. */
export function native(peer, row, ...numbers) {
  return { measure: (stage) => stage.program(process.env.BENCH_NATIVE, [peer, row, ...numbers]), warms: false };
}

/** One of the playground's kernels natively, with vectors as wide as wasm's. */
export function kernel(step, bytes) {
  return { measure: (stage) => stage.program(process.env.BENCH_NATIVE, ['kernel', step, bytes]), warms: false };
}

/** The same with all that this machine's processor can do. */
export function kernelAtBest(step, bytes) {
  return { measure: (stage) => stage.program(process.env.BENCH_NATIVE_BEST, ['kernel', step, bytes]), warms: false };
}

/** A page's way from navigation to what it calls `loaded` with, in a profile of its own. */
export function load(folder, pages, script) {
  return { measure: (stage) => stage.load(folder, pages, script), warms: false };
}

/** CPython, which does not get quicker. */
export function asyncio(row, ...numbers) {
  return { measure: (stage) => stage.program('python3', [process.env.BENCH_PYTHON, row, ...numbers]), warms: false };
}
