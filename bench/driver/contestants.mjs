/* The kinds of contestant: each gives one that does one measurement at a time. */

import { twoAtOnce } from './bare.mjs';

/** @typedef {{ lesson: string, model: string, foretoldMs: number, tookMs: number, halvesMs: number[] }} Foretold What every other run took at the least stands in `halvesMs`. */

/** @typedef {{ ms: number, sum: number, bytes: number, foretold?: Foretold[], ofSequential?: Record<string, number> }} Measured */

/**
 * @typedef {object} Contestant
 * @property {(stage: import('./stage.mjs').Stage, length: 'quick' | 'full') => Promise<Measured>} measure
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

/** The same, compiled for all that this machine's processor can do. */
export function nativeAtBest(peer, row, ...numbers) {
  return { measure: (stage) => stage.program(process.env.BENCH_NATIVE_BEST, [peer, row, ...numbers]), warms: false };
}

/** One of the playground's kernels natively, with vectors as wide as wasm's. */
export function kernel(step, bytes) {
  return { measure: (stage) => stage.program(process.env.BENCH_NATIVE, ['kernel', step, bytes]), warms: false };
}

/** The same with all that this machine's processor can do. */
export function kernelAtBest(step, bytes) {
  return { measure: (stage) => stage.program(process.env.BENCH_NATIVE_BEST, ['kernel', step, bytes]), warms: false };
}

/** How many times as fast a step that is divided is on two threads as on one. */
export function scaling(step, bytes) {
  const measure = async (stage) => {
    /** As natively: of two times in a row the second counts, which finds its threads awake. */
    const second = async (build) => {
      await stage.inBrowser(build, 'benchDivided', [step, bytes]);
      return stage.inBrowser(build, 'benchDivided', [step, bytes]);
    };
    const [one, two] = [await second('threads'), await second('threads*2')];
    if (one.sum !== two.sum) throw new Error(`${step}: two threads came to ${two.sum}, one to ${one.sum}`);
    return { ...two, ms: one.ms / two.ms };
  };
  return { measure, warms: true };
}

/** The same natively. */
export function scalingNatively(step, bytes) {
  return { measure: (stage) => stage.program(process.env.BENCH_NATIVE, ['scaling', step, bytes]), warms: false };
}

/** A step that is divided, on two threads. */
export function onTwo(step, bytes = 0) {
  return { measure: (stage) => stage.inBrowser('threads*2', 'benchDivided', [step, bytes]), warms: true };
}

/** The same natively. */
export function dividedNatively(step, bytes = 0) {
  return { measure: (stage) => stage.program(process.env.BENCH_NATIVE, ['divided', step, bytes]), warms: false };
}

/** A function of the page itself, where there is something to draw on. */
export function onPage(name, ...words) {
  return { measure: (stage) => stage.onPage(name, words), warms: true };
}

/** How late timers of the page are while something goes on: `ms` is the 99th percentile. */
export function lag(build, name, ...numbers) {
  return { measure: (stage) => stage.lag(build, name, numbers), warms: true };
}

/** Kim Walisch's primesieve with one thread; it says by itself how long it took, in milliseconds. */
export function primesieve(below) {
  const measure = async (stage) => {
    const told = await stage.told('primesieve', [below - 1, '--threads=1', '--time']);
    const number = (name) => Number(new RegExp(`^${name}: ([0-9.]+)`, 'm').exec(told)?.[1]);
    return { ms: number('Seconds') * 1e3, sum: number('Primes'), bytes: 0 };
  };
  return { measure, warms: false };
}

/** A page's way from navigation to what it calls `loaded` with, in a profile of its own. */
export function load(folder, pages, script) {
  return { measure: (stage) => stage.load(folder, pages, script), warms: false };
}

/**
 * @typedef {object} Bounds How much of a workload is measured.
 * @property {number} least It is run so often under each model,
 * @property {number} most and again up to so often
 * @property {number} apart while the quickest of every other run and of those between are further apart than by this share,
 * @property {number} inAllMs and have not yet taken so long in all.
 * @property {number} longestMs Models under which it would take longer, as is foretold before anything is measured, are
 *   left out.
 */

/**
 * What the page foretells of lessons, beside what they then take: under every model, but for those under which one is
 * foretold to take too long.
 *
 * @param {{ id: string, workload: string }[]} lessons
 * @param {Record<'quick' | 'full', Bounds>} bounds
 */
export function predictions(lessons, bounds) {
  const measure = async (stage, length) => {
    const foretold = await stage.foretell(process.env.BENCH_DIST, lessons, bounds[length]);
    return { ms: foretold.reduce((all, { tookMs }) => all + tookMs, 0), sum: foretold.length, bytes: 0, foretold };
  };
  return { measure, warms: false };
}

/**
 * Half of the runs of the last {@link predictions}, as if they foretold the other half: nothing that foretells what a
 * machine measures can be nearer to it than the machine is to itself.
 */
export function measuredAgain() {
  const measure = async ({ foretold: last }) => {
    const foretold = last.map(({ halvesMs: [foretoldMs, tookMs], ...each }) => ({ ...each, foretoldMs, tookMs }));
    return { ms: foretold.reduce((all, { tookMs }) => all + tookMs, 0), sum: foretold.length, bytes: 0, foretold };
  };
  return { measure, warms: false };
}

/** The least that each of some numbers has come to. @param {Record<string, number>[]} runs */
const least = (runs) => Object.fromEntries(Object.keys(runs[0]).map((id) => [id, Math.min(...runs.map((run) => run[id]))]));

/** What a workload takes under each of some models, once they have started, of what it takes under `sequential`: the quickest of so many runs. */
export function models(workload, ids, runs) {
  const measure = async (stage) => {
    const results = [];
    for (let i = 0; i < runs; i++) results.push(await stage.onSite(run, { workload, models: [...ids, 'sequential'] }));
    const values = results.flatMap(({ models }) => Object.values(models).flatMap(({ tasks }) => tasks.map(({ value }) => value)));
    if (new Set(values).size !== 1) throw new Error(`the models came to ${[...new Set(values)].join(' and ')}`);
    const msOf = ([id, { wallMs, startUpMs }]) => [id, wallMs - (startUpMs ?? 0)];
    const { sequential, ...ms } = least(results.map(({ models }) => Object.fromEntries(Object.entries(models).map(msOf))));
    const ofSequential = Object.fromEntries(Object.entries(ms).map(([id, ms]) => [id, ms / sequential]));
    return { ms: sequential, sum: values[0], bytes: 0, ofSequential };
  };
  return { measure, warms: true };
}

/** What two workers that share nothing take at once of what they take one after the other: the most that is to be had. */
export function bareWorkers(workload, runs) {
  const measure = async (stage) => {
    const results = [];
    for (let i = 0; i < runs; i++) results.push(await stage.onSite(twoAtOnce, workload));
    const { inTurn, atOnce, value } = least(results);
    return { ms: atOnce, sum: value, bytes: 0, ofSequential: { bare: atOnce / inTurn } };
  };
  return { measure, warms: true };
}

/** In the page: a run. */
const run = (request) => globalThis.playground.run(request);

/** CPython, which does not get quicker. */
export function asyncio(row, ...numbers) {
  return { measure: (stage) => stage.program('python3', [process.env.BENCH_PYTHON, row, ...numbers]), warms: false };
}
