/* The desk's worker: answers questions about texts and results while an engine is busy or dead. */

import { toData } from './errors.js';
import { compileRest, instantiate, load } from './wasm.js';

/** @typedef {import('./protocol.js').DeskRequest} DeskRequest */
/** @typedef {import('./protocol.js').DeskReply} DeskReply */

/** @param {DeskReply} reply */
const post = (reply) => self.postMessage(reply);

/** @param {Extract<DeskRequest, { type: 'start' }>} request */
async function start({ build, module }) {
  const { api } = await instantiate(build, module);
  return api;
}

const givenUp = new AbortController();

/** Gets the module's rest, for this worker and for all. @param {Extract<DeskRequest, { type: 'rest' }>} request */
async function grow({ build }) {
  const rest = await compileRest(build, givenUp.signal).catch(() => null);
  post({ type: 'rest', rest });
  if (rest) (await desk.promise).addRest(rest);
}

/** @type {PromiseWithResolvers<Awaited<ReturnType<typeof start>>>} */
const desk = Promise.withResolvers();
// Whoever asks is told why it did not start.
desk.promise.catch(() => {});

self.addEventListener('message', async (/** @type {MessageEvent<DeskRequest>} */ { data: request }) => {
  // What cannot be loaded is told by the start that follows.
  if (request.type === 'load') return load(request.build).catch(() => {});
  if (request.type === 'start') return desk.resolve(start(request));
  if (request.type === 'give up') return givenUp.abort();
  if (request.type === 'rest') return grow(request).catch(trapped);
  let started;
  try {
    started = await desk.promise;
  } catch (thrown) {
    return trapped(thrown);
  }
  try {
    const method = /** @type {(...args: unknown[]) => unknown} */ (started[request.method]);
    post({ type: 'answer', id: request.id, value: method(...request.args) });
  } catch (thrown) {
    // Out of room on the stack, too, the instance is left in pieces.
    if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) return trapped(thrown);
    post({ type: 'refused', id: request.id, error: toData(thrown) });
  }
});

/** A trap, or a package that could not be loaded: this instance is of no more use. @param {unknown} thrown */
function trapped(thrown) {
  post({ type: 'trapped', message: toData(thrown).message });
}
