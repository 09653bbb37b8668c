/*
 * Workers, and the module that they run: made when they are asked for, or begun already.
 *
 * What a first run waits for the longest is begun by the script that the first paint waits for, while the page is still
 * being read: `begin` there leaves it on the window, and whoever asks for it here takes it over.
 */

import { isolatedMachine } from './environment.js';
import { compile } from './wasm.js';

/** @typedef {import('./protocol.js').Build} Build */
/** @typedef {'desk' | 'engine' | 'thread' | 'process'} Name What a worker is, and the name of its script. */

/** @typedef {{ build: Build, module: Promise<WebAssembly.Module> | null, workers: Map<Name, Worker> }} Begun */

/** @returns {Begun | undefined} */
const begun = () => /** @type {any} */ (globalThis).begun;

/** Begins to compile the module, and starts the desk's worker and a first engine's. */
export function begin() {
  // A page that is not isolated may be loaded anew in a moment, and then takes another build.
  if (!globalThis.crossOriginIsolated) return;
  const { build } = isolatedMachine();
  const module = compile(build);
  // Who takes it hears of it.
  module.catch(() => {});
  /** @type {Map<Name, Worker>} */
  const workers = new Map();
  for (const name of /** @type {Name[]} */ (['engine', 'desk'])) {
    const worker = start(name, build);
    // Another is made then, whose maker hears why it fails.
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      workers.delete(name);
    };
    workers.set(name, worker);
  }
  Object.assign(globalThis, { begun: { build, module, workers } });
}

/**
 * The compiled module of a build: the part of it that a page opens with.
 *
 * @param {Build} build
 * @returns {Promise<WebAssembly.Module>}
 */
export function moduleOf(build) {
  const early = begun();
  if (early === undefined) return compile(build);
  const { module } = early;
  early.module = null;
  if (early.build === build) return module ?? compile(build);
  // What the browser gave a moment ago it may refuse now.
  for (const worker of early.workers.values()) worker.terminate();
  early.workers.clear();
  return compile(build);
}

/**
 * A worker, which loads the code around a build beforehand.
 *
 * @param {Name} name
 * @param {Build} build
 * @returns {Worker}
 */
export function workerFor(name, build) {
  const early = begun();
  const worker = early?.build === build ? early.workers.get(name) : undefined;
  if (early === undefined || worker === undefined) return start(name, build);
  early.workers.delete(name);
  worker.onerror = null;
  return worker;
}

/** @param {Name} name @param {Build} build */
function start(name, build) {
  const worker = new Worker(new URL(`./${name}.js`, import.meta.url), { type: 'module', name });
  if (name !== 'process') worker.postMessage({ type: 'load', build });
  return worker;
}
