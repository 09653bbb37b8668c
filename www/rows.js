/* Sends a worker's rows of the trace to the page, where the page cannot read the worker's memory itself. */

import { RingReader } from './rings.js';

/** How often rows are sent while the loop is free to send them; ms. */
const ROWS_EVERY = 50;

/**
 * @param {WebAssembly.Memory} memory
 * @param {import('./protocol.js').Layout} layout
 */
export function createRowSender(memory, layout) {
  const reader = new RingReader(memory, layout);

  /** Sends what there is. */
  function send() {
    const rows = reader.take();
    if (rows) self.postMessage({ type: 'rows', ...rows }, { transfer: Object.values(rows.batch).map((column) => column.buffer) });
  }

  return {
    send,
    /** Sends from time to time; returns what ends that. */
    keepSending() {
      const sending = setInterval(send, ROWS_EVERY);
      return () => clearInterval(sending);
    },
  };
}
