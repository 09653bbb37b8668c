/* The worker that measures: one build of the wasm module, and peers that are JavaScript. */

import * as dispatch from './peers/dispatch.js';
import * as kernels from './peers/kernels.js';
import * as promises from './peers/promises.js';
import * as requests from './peers/requests.js';

/** The peers, by the name of their file. @type {Record<string, Record<string, (...numbers: any[]) => Promise<import('./main.js').Measured>>>} */
const PEERS = { dispatch, kernels, promises, requests };

/** @type {any} What wasm-bindgen makes. */
let api;
/** @type {WebAssembly.Memory} */
let memory;

/** @param {string} build One of the two, and how many threads its pool has if not one: `threads*2`. */
async function start(build) {
  const [name, threads = '1'] = build.split('*');
  const folder = new URL(`../${name}/`, import.meta.url);
  api = await import(new URL('playground.js', folder).href);
  ({ memory } = await api.default({ module_or_path: new URL('playground_bg.wasm', folder) }));
  await api.initThreadPool?.(Number(threads));
  api.benchStart();
}

/** @param {string} name `benchSpawn` of the module, or `promises.spawn` of a peer. @param {unknown[]} numbers `bytes` comes to what the module's memory grew by. */
async function measure(name, numbers) {
  const [file, peer] = name.split('.');
  const before = memory.buffer.byteLength;
  const { ms, sum } = await (peer ? PEERS[file][peer](...numbers) : api[name](...numbers));
  return { ms, sum, bytes: memory.buffer.byteLength - before };
}

self.addEventListener('message', async ({ data }) => {
  try {
    if ('start' in data) await start(data.start);
    postMessage({ answer: 'start' in data ? null : 'describe' in data ? api.describe() : await measure(data.measure, data.numbers) });
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
});
