/*
 * What takes longest on the way to a first run: the desk's worker, the engine's, and the module. On a page that is
 * isolated first-paint.js begins all three before the page's own script is there and anything is painted; who is in need
 * of one takes it, and who comes later makes another.
 *
 * The two scripts are bundled apart, so what was begun goes from one to the other through a property of the window.
 */

/** @typedef {'desk' | 'engine'} Name */

/**
 * @typedef {object} Begun
 * @property {Record<string, { worker: Worker, failure: Event | null } | undefined>} workers With what became of them meanwhile.
 * @property {Record<string, Promise<Response> | undefined>} responses By their URL.
 */

const page = /** @type {{ headStart?: Begun }} */ (globalThis);

/** Where the part of a build is that a page opens with. @param {import('./protocol.js').Build} build */
export const moduleOf = (build) => `${build}/playground_bg.wasm`;

/** Begins what a page that shares memory needs. */
export function begin() {
  if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') return;
  const url = new URL(moduleOf('threads'), document.baseURI).href;
  const response = fetch(url);
  // Who takes it hears of it.
  response.catch(() => {});
  page.headStart = { workers: {}, responses: { [url]: response } };
  for (const name of /** @type {Name[]} */ (['engine', 'desk'])) {
    const worker = makeWorker(name);
    const begun = { worker, failure: /** @type {Event | null} */ (null) };
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      begun.failure = event;
    }, { once: true });
    worker.postMessage({ type: 'load', build: 'threads' });
    page.headStart.workers[name] = begun;
  }
}

/** The worker that was begun, once, or another; it tells of its errors from now on. @param {Name} name */
export function startWorker(name) {
  const begun = page.headStart?.workers[name];
  if (begun === undefined) return makeWorker(name);
  const { worker } = begun;
  delete page.headStart?.workers[name];
  setTimeout(() => begun.failure && worker.dispatchEvent(begun.failure));
  return worker;
}

/** The answer that was asked for already, once, or another. @param {URL} url */
export function request({ href }) {
  const begun = page.headStart?.responses[href];
  delete page.headStart?.responses[href];
  return begun ?? fetch(href);
}

/** @param {Name} name */
function makeWorker(name) {
  return new Worker(new URL(`${name}.js`, document.baseURI), { type: 'module', name });
}
