/* Answers the page that hands the trace of the last run over to Perfetto; see perfetto.js. */

import { make, messageOf } from './dom.js';

/** @typedef {import('../api-types.js').Playground} Playground */

/** Of the export formats, the one that Perfetto reads. */
const FORMAT = 'chrome-trace';

/**
 * Whether such a page would be free of the opener policy: the service worker takes it away, or no one has set it. In a
 * frame the page that is opened and this one have no channel in common.
 *
 * @param {boolean} hasServiceWorker
 */
export function canHandOver(hasServiceWorker) {
  return window.top === window && (hasServiceWorker || !globalThis.crossOriginIsolated);
}

/**
 * A link to that page, which asks this one for the trace.
 *
 * @param {Playground} playground
 */
export function createHandOver(playground) {
  // Only pages of this site hear each other; it tells apart those of several tabs.
  const id = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const channel = new BroadcastChannel(`playground.trace ${id}`);
  channel.addEventListener('message', async ({ data }) => {
    if (data?.type !== 'ask') return;
    try {
      const buffer = await (await playground.exportTrace(FORMAT)).arrayBuffer();
      channel.postMessage({ type: 'trace', buffer, title: 'Concurrency Playground' });
    } catch (error) {
      channel.postMessage({ type: 'none', why: messageOf(error) });
    }
  });
  const title = 'Opens a page that sends the trace to ui.perfetto.dev, which reads it in your browser, once you say so there';
  return make('a', { href: `perfetto.html#${id}`, target: '_blank', rel: 'noopener', title }, 'Open in Perfetto…');
}
