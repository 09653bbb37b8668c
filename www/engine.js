/* The engine's worker: its event loop is the event loop on show. */

import { claimed } from './claimed.js';
import { Control } from './control.js';
import { toData } from './errors.js';
import { createRowSender } from './rows.js';
import { instantiate, load } from './wasm.js';

/** @typedef {import('./protocol.js').EngineRequest} EngineRequest */
/** @typedef {import('./protocol.js').EngineReply} EngineReply */

/** @type {import('./wasm.js').Engine} */
let engine;
/** @type {PromiseWithResolvers<WebAssembly.Module | null>} */
const rest = Promise.withResolvers();
/** @type {Control | null} */
let control = null;
/** @type {ReturnType<typeof createRowSender> | null} Where the page cannot read the memory itself. */
let rows = null;

/** @param {EngineReply} reply @param {Transferable[]} [transfer] */
const post = (reply, transfer = []) => self.postMessage(reply, { transfer });

/**
 * Stands in for `Worker` where wasm-bindgen-rayon makes its threads: has the page make the worker, and gives
 * back a port to it.
 *
 * The page then owns every worker, hears of each one's errors, and can end each. And Firefox (153) now and then
 * never returns from making a worker inside a worker, once others have been ended.
 *
 */
function PageWorker() {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  post({ type: 'thread', port: port2 }, [port2]);
  return port1;
}

/**
 * Has the page make a process; returns a port to it.
 *
 * @param {number} lane
 * @param {number} epoch
 * @param {number} asked When, as the engine's clock has it.
 */
function startProcess(lane, epoch, asked) {
  const { port1, port2 } = new MessageChannel();
  post({ type: 'process', lane, epoch, asked, port: port2 }, [port2]);
  return port1;
}

/** @param {Extract<EngineRequest, { type: 'start' }>} request */
async function start({ build, module, threads, cores, base }) {
  const { api, memory } = await instantiate(build, module);
  engine = new api.Engine(threads, cores, base, startProcess);
  const layout = JSON.parse(engine.layout());
  control = new Control(memory, layout);
  if (build === 'single') rows = createRowSender(memory, layout);
  post({ type: 'started', layout, memory: rows ? null : memory });
  grow(api, threads).catch((thrown) => trapped(toData(thrown).message));
}

/**
 * Adds the module's rest and the pool, which is of no use without.
 *
 * @param {import('./wasm.js').Package} api
 * @param {number} threads
 */
async function grow(api, threads) {
  const found = await rest.promise;
  if (found) api.addRest(found);
  Object.assign(self, { Worker: PageWorker });
  await api.initThreadPool?.(threads);
  post({ type: 'whole' });
}

/** @param {Extract<EngineRequest, { type: 'run' }>} request */
async function run({ workload, model, overrides }) {
  // This worker may be older than the service worker.
  await claimed();
  if (rows) control?.clear();
  const stopSending = rows?.keepSending();
  try {
    const { report, images } = await engine.run(workload, model, overrides);
    rows?.send();
    post({ type: 'ran', report, images }, images.map((image) => image.rgba.buffer));
  } finally {
    stopSending?.();
  }
}

/** @param {EngineRequest} request */
function serve(request) {
  switch (request.type) {
    case 'load':
      // What cannot be loaded is told by the start that follows.
      return load(request.build).catch(() => {});
    case 'start':
      return start(request);
    case 'rest':
      return rest.resolve(request.rest);
    case 'run':
      return run(request);
    case 'stop':
      return engine.stop();
    case 'panic':
      return engine.panic_on_purpose();
  }
}

self.addEventListener('message', async (/** @type {MessageEvent<EngineRequest>} */ event) => {
  try {
    await serve(event.data);
  } catch (thrown) {
    if (thrown instanceof WebAssembly.RuntimeError) return trapped(thrown.message);
    post({ type: 'refused', error: toData(thrown) });
  }
});

/** @param {string} message */
const trapped = (message) => post({ type: 'trapped', message: control?.panicMessage() ?? message });

// Code of the loop that traps does so inside a promise, a timer or a message: the instance is then in pieces,
// and the page has to be told to end it.
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  trapped(toData(event.reason).message);
});
self.addEventListener('error', (event) => {
  event.preventDefault();
  trapped(event.message);
});
