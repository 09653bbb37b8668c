/* A process's worker: its own instance of the module, its own memory, and a port to the engine whose process it is. */

import { claimed } from './claimed.js';
import { Control } from './control.js';
import { toData } from './errors.js';
import { createRowSender } from './rows.js';
import { instantiate } from './wasm.js';

/** @param {import('./protocol.js').ProcessReply} reply */
const post = (reply) => self.postMessage(reply);

/** @type {Control | null} */
let control = null;

self.addEventListener('message', async (/** @type {MessageEvent<import('./protocol.js').ProcessRequest>} */ { data }) => {
  try {
    await start(data);
  } catch (thrown) {
    trapped(toData(thrown).message);
  }
});

/** @param {import('./protocol.js').ProcessRequest} request */
async function start({ build, module, rest, base, epoch, asked, port }) {
  const [{ api, memory }] = await Promise.all([instantiate(build, module, rest), claimed()]);
  /** @type {ReturnType<typeof createRowSender> | undefined} */
  let rows;
  const layout = JSON.parse(new api.Process(base, epoch, asked, port, () => rows?.send()).layout());
  control = new Control(memory, layout);
  if (build === 'single') {
    rows = createRowSender(memory, layout);
    rows.keepSending();
  }
  post({ type: 'started', layout, memory: rows ? null : memory });
}

/** @param {string} message */
const trapped = (message) => post({ type: 'trapped', message: control?.panicMessage() ?? message });

// What traps in a promise or a message: the instance is in pieces.
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  trapped(toData(event.reason).message);
});
self.addEventListener('error', (event) => {
  event.preventDefault();
  trapped(event.message);
});
