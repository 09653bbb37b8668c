/*
 * A thread of an engine's pool.
 *
 * It does what wasm-bindgen-rayon's own script does, and adds the module's rest, which no message could bring it later:
 * from then on it waits for work inside wasm.
 */

import { load, loadFrom } from './wasm.js';

self.addEventListener('message', (/** @type {MessageEvent<import('./protocol.js').ThreadRequest>} */ { data }) => {
  // What cannot be loaded is told by the start that follows; only what was not caught is told to the page.
  if (data.type === 'load') load(data.build).catch(() => {});
  else start(data).catch(reportError);
});

/** @param {Extract<import('./protocol.js').ThreadRequest, { type: 'wasm_bindgen_worker_init' }>} request */
async function start({ module, memory, rest, receiver, mainJS }) {
  const api = await loadFrom(mainJS);
  // It is needed from the first moment on.
  if (rest) api.addRest(rest);
  await api.default({ module_or_path: module, memory });
  if (rest) api.addRest(rest);
  self.postMessage({ type: 'wasm_bindgen_worker_ready' });
  api.wbg_rayon_start_worker(receiver);
}
