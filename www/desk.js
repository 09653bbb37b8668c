/* The desk's worker: answers questions about texts and results while an engine is busy or dead. */

import { toData } from './errors.js';
import { instantiate } from './wasm.js';

/** @typedef {import('./protocol.js').DeskRequest} DeskRequest */
/** @typedef {import('./protocol.js').DeskReply} DeskReply */

/** @param {DeskReply} reply */
const post = (reply) => self.postMessage(reply);

/** @type {Record<string, (...args: any[]) => string>} */
let desk = {};

self.addEventListener('message', async (/** @type {MessageEvent<DeskRequest>} */ event) => {
  const request = event.data;
  if (request.type === 'start') {
    const { describe, check, admit, compare, salvage } = (await instantiate(request.build, request.module)).api;
    desk = { describe, check, admit, compare, salvage };
    post({ type: 'started' });
    return;
  }
  try {
    post({ type: 'answer', id: request.id, value: desk[request.method](...request.args) });
  } catch (thrown) {
    if (thrown instanceof WebAssembly.RuntimeError) throw thrown;
    post({ type: 'refused', id: request.id, error: toData(thrown) });
  }
});

// A trap, or a package that could not be loaded: this instance is of no more use.
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  post({ type: 'trapped', message: toData(event.reason).message });
});
