/*
 * A thread of an engine's pool.
 *
 * It does what wasm-bindgen-rayon's own script does, and adds the module's rest, which no message could bring it later:
 * from then on it waits for work inside wasm.
 */

self.addEventListener('message', (/** @type {MessageEvent<import('./protocol.js').ThreadRequest>} */ { data }) => {
  // Only what was not caught is told to the page.
  start(data).catch(reportError);
}, { once: true });

/** @param {import('./protocol.js').ThreadRequest} request */
async function start({ module, memory, rest, receiver, mainJS }) {
  /** @type {import('./wasm.js').Package} */
  const api = await import(mainJS);
  // It is needed from the first moment on.
  if (rest) api.addRest(rest);
  await api.default({ module_or_path: module, memory });
  if (rest) api.addRest(rest);
  self.postMessage({ type: 'wasm_bindgen_worker_ready' });
  api.wbg_rayon_start_worker(receiver);
}
