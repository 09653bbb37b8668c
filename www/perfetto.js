/*
 * The page that hands a trace over to Perfetto, which takes it by a message from the page that has opened it. The
 * playground's own page cannot do that: the opener policy without which there is no shared memory cuts it off from all
 * that it opens. So this one is served without that policy (see sw.js), and gets the trace over a channel of the site's.
 *
 *   playground ──a link──▶ this page ──ask──▶ playground ──trace──▶ this page
 *   this page ──a press: opens it──▶ ui.perfetto.dev     PING until PONG, then the trace
 *
 * What is said there: https://perfetto.dev/docs/visualization/deep-linking-to-perfetto-ui. It imports nothing: what it
 * shared with the page would be a file of its own, and one more for the page to ask for.
 */

/** @typedef {{ type: 'trace', buffer: ArrayBuffer, title: string } | { type: 'none', why: string }} Answer */

const PERFETTO = 'https://ui.perfetto.dev';
/** As often as Perfetto's documentation proposes; ms. */
const PING_EVERY = 50;
/** When who does not answer is said not to; ms. */
const LATE_AFTER = 10_000;

const state = /** @type {HTMLElement} */ (document.getElementById('state'));
const send = /** @type {HTMLButtonElement} */ (document.getElementById('send'));
/** @param {string} sentence */
function say(sentence) {
  state.textContent = sentence;
}

/** @type {Extract<Answer, { type: 'trace' }> | null} */
let trace = null;
/** Ends what goes on with a tab that was opened. */
let leave = () => {};

const channel = new BroadcastChannel(`playground.trace ${location.hash.slice(1)}`);
const late = setTimeout(() => say('The page with the run does not answer: it may have been closed or loaded anew. Run the workload there again, and follow its link.'), LATE_AFTER);
channel.addEventListener('message', ({ data }) => {
  const answer = /** @type {Answer} */ (data);
  if (answer.type !== 'trace' && answer.type !== 'none') return;
  clearTimeout(late);
  if (answer.type === 'none') {
    say(`There is no trace to send: ${answer.why}`);
    return;
  }
  trace = answer;
  send.hidden = false;
  say(`The trace is here, ${(trace.buffer.byteLength / 1_000).toLocaleString('en', { maximumFractionDigits: 0 })} KB of JSON, and has not been sent.`);
});
channel.postMessage({ type: 'ask' });

send.addEventListener('click', () => {
  if (trace === null) return;
  leave();
  const opened = window.open(PERFETTO);
  say(opened === null ? 'The browser opens no tab: allow this page to open some, and press again.' : 'Waiting for ui.perfetto.dev to be ready…');
  if (opened !== null) handOver(opened, trace);
});

/**
 * @param {Window} opened
 * @param {Extract<Answer, { type: 'trace' }>} trace
 */
function handOver(opened, { buffer, title }) {
  const slow = setTimeout(() => say('ui.perfetto.dev has not answered yet: it may be slow, or there is no network.'), LATE_AFTER);
  // The channel to it has no memory: what is said before it listens is lost.
  const pinging = setInterval(() => {
    if (opened.closed) return left('The tab of ui.perfetto.dev was closed before it had the trace.');
    opened.postMessage('PING', PERFETTO);
  }, PING_EVERY);
  window.addEventListener('message', listen);
  leave = () => {
    clearTimeout(slow);
    clearInterval(pinging);
    window.removeEventListener('message', listen);
  };

  /** @param {string} sentence */
  function left(sentence) {
    leave();
    say(sentence);
  }

  /** @param {MessageEvent} event */
  function listen(event) {
    if (event.source !== opened || event.origin !== PERFETTO || event.data !== 'PONG') return;
    // Not transferred: it can be sent again.
    opened.postMessage({ perfetto: { buffer, title, fileName: 'concurrency-playground.json' } }, PERFETTO);
    left('ui.perfetto.dev has the trace; if it asks whether it may open it, it may. This tab can be closed.');
  }
}
