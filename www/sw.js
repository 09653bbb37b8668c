/*
 * The service worker. It does three things for the pages of its own folder:
 *
 * - adds the headers that shared memory asks for (COOP, COEP, DIP, CORP) where the host sends none, and takes COOP from the
 *   one page that has to be heard by a window that it opens (perfetto.html);
 * - answers `io/delay?…`: a real `fetch` with a latency, a size, a status and failures of one's choosing;
 * - keeps the site's files of one version, so that the page opens without a network, and whole: never some files of
 *   one version and some of the next.
 *
 *   first install ──takes over at once──▶ active ──`keep`, from the page──▶ files are kept
 *   later install ──keeps its files──▶ waits ──`take over`, or no page is open──▶ active, the old files go
 *
 * It keeps no state but the files: browsers end an idle service worker at any time, so everything is in the URL.
 * It is bundled into a classic script, because module service workers are not supported everywhere.
 *
 *   ms=0..60000      latency
 *   jitter=0..60000  up to so much is added to it, evenly
 *   bytes=0..64M     length of the body (k and M are accepted: 20k, 1M)
 *   status=200..599  HTTP status
 *   fail=0..100      so many per cent are network failures, after the latency
 *   seed=0..4294967295  makes jitter and failure repeatable: the first draw of mulberry32(seed) is the
 *                    jitter, the second the failure
 *
 * Numbers are written with digits and nothing else: what is percent-encoded is none. Of a parameter that comes twice the
 * first counts; others are ignored, so that a task can make its URL its own (`&i={i}`). `src/io/delay.rs`, which foretells
 * the answer, and the server behind `net/delay` read the same: `tests/delay/table.json` holds all three to it.
 */

import { mulberry32 } from './random.js';

(() => {
  /**
   * What is used of ServiceWorkerGlobalScope: its library of types does not go with the page's.
   *
   * @typedef {object} ServiceWorkerScope
   * @property {{ scope: string, active: ServiceWorker | null }} registration
   * @property {{ claim: () => Promise<void> }} clients
   * @property {() => Promise<void>} skipWaiting
   * @property {(type: string, listener: (event: any) => void) => void} addEventListener
   */

  /** @typedef {{ request: Request, respondWith: (response: Response | Promise<Response>) => void }} FetchEvent */

  const worker = /** @type {ServiceWorkerScope} */ (/** @type {unknown} */ (globalThis));

  /**
   * The site's files, each with the first digits of its SHA-256, and their version, from the bundler; nothing while one
   * develops.
   *
   * @type {{ version: string, files: Record<string, string> } | null}
   */
  const site = (/** @type {any} */ (globalThis)).KEPT;
  /** Other folders of this host may have playgrounds of their own. */
  const CACHES = `playground ${new URL(worker.registration.scope).pathname} `;
  const CACHE = `${CACHES}${site?.version}`;
  /** Style sheets and wasm: all that is no document. */
  const FILES = new Set(Object.keys(site?.files ?? {}).filter((file) => file !== './').map((file) => new URL(file, worker.registration.scope).href));
  /** What a workload crawls: it is to come from the host, and from what is kept only where there is no network. */
  const CRAWLED = new URL('pages/', worker.registration.scope);
  /** The page that hands a trace over. */
  const HAND_OVER = new URL('perfetto.html', worker.registration.scope);
  /** The folders of the two builds; a browser needs one. */
  const BUILDS = ['threads', 'single'];

  worker.addEventListener('install', (event) => {
    // Only the first install takes over at once; an update waits until no page of the old one is open.
    if (worker.registration.active === null) worker.skipWaiting();
    else event.waitUntil(keepAsBefore());
  });

  worker.addEventListener('activate', (event) => {
    // It is not waited for: in Firefox (153) it takes until each worker of the page has said that it heard, which those of
    // a pool, blocked inside wasm, never do; and nothing is answered before this is over.
    worker.clients.claim();
    event.waitUntil(forget());
  });

  worker.addEventListener('message', (event) => {
    // A page that was reloaded past the service worker (Shift-reload) asks for it; in WebKit a worker may have to.
    if (event.data === 'claim') event.waitUntil(worker.clients.claim());
    if (event.data === 'take over') worker.skipWaiting();
    if (BUILDS.includes(event.data?.keep)) event.waitUntil(keep(event.data.keep));
  });

  worker.addEventListener('fetch', (/** @type {FetchEvent} */ event) => {
    const url = new URL(event.request.url);
    const endpoints = new URL('io/', worker.registration.scope);
    if (url.origin !== endpoints.origin) return;
    if (url.pathname.startsWith(endpoints.pathname)) {
      event.respondWith(answer(url.pathname.slice(endpoints.pathname.length), url, event.request));
    } else if (url.pathname.startsWith(CRAWLED.pathname)) {
      if (site !== null) event.respondWith(fetch(event.request).catch(() => load(event.request)));
    } else if (url.pathname === HAND_OVER.pathname) {
      event.respondWith(withHeaders(event.request, () => [['Cross-Origin-Opener-Policy', 'unsafe-none']]));
    } else if (carriesIsolation(event.request)) {
      event.respondWith(withHeaders(event.request, isolation));
    } else if (FILES.has(url.href)) {
      event.respondWith(load(event.request));
    }
  });

  /**
   * The file as it is kept, or from the host.
   *
   * @param {Request} request
   */
  async function load(request) {
    const cache = site !== null && (await caches.has(CACHE)) ? await caches.open(CACHE) : null;
    const kept = await cache?.match(request, { ignoreSearch: request.destination === 'document', ignoreVary: true });
    return kept ?? fetch(request);
  }

  /**
   * Keeps the files that a page with this build loads, all or none.
   *
   * @param {string} build
   */
  async function keep(build) {
    if (site === null) return;
    const others = BUILDS.filter((each) => each !== build).map((each) => `${each}/`);
    const files = Object.entries(site.files).filter(([file]) => !others.some((folder) => file.startsWith(folder)));
    const cache = await caches.open(CACHE);
    // It may have been ended while it put them there.
    if ((await cache.keys()).length >= files.length) return;
    const kept = await Promise.all(files.map(async ([file, mark]) => {
      const url = new URL(file, worker.registration.scope).href;
      const response = await fetch(url, { cache: 'no-cache' });
      if (!response.ok || response.redirected) throw new Error(`${file} cannot be kept: HTTP ${response.status}`);
      // The host may have the next version by now, or half of it: that one is kept by its own service worker.
      const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
      if (!hexadecimal(digest).startsWith(mark)) throw new Error(`${file} cannot be kept: it is of another version`);
      return /** @type {const} */ ([url, response]);
    }));
    try {
      for (const [url, response] of kept) await cache.put(url, response);
    } catch (error) {
      // There may be no room.
      await caches.delete(CACHE);
      throw error;
    }
  }

  /** @param {ArrayBuffer} bytes */
  function hexadecimal(bytes) {
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** Keeps what an older version has kept, if it has: the page may never have asked for it. */
  async function keepAsBefore() {
    for (const name of await caches.keys()) {
      if (!name.startsWith(CACHES) || name === CACHE) continue;
      const requests = await (await caches.open(name)).keys();
      const build = BUILDS.find((each) => requests.some(({ url }) => url.startsWith(new URL(`${each}/`, worker.registration.scope).href)));
      if (build !== undefined) return keep(build);
    }
  }

  /** Lets go of what older versions have kept. */
  async function forget() {
    const old = (await caches.keys()).filter((name) => name.startsWith(CACHES) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  /**
   * Documents and scripts, workers among them, decide whether a page is isolated. All else of the same
   * origin needs no header, and a workload's own fetches are to be measured without a detour.
   *
   * @param {Request} request
   */
  function carriesIsolation(request) {
    return ['document', 'iframe', 'frame', 'script', 'worker', 'sharedworker'].includes(request.destination);
  }

  /** What shared memory asks for and is missing. @param {Headers} headers */
  function isolation(headers) {
    const asked = /** @type {[string, string][]} */ ([
      ['Cross-Origin-Opener-Policy', 'same-origin'],
      ['Cross-Origin-Embedder-Policy', 'require-corp'],
      ['Document-Isolation-Policy', 'isolate-and-require-corp'],
      ['Cross-Origin-Resource-Policy', 'cross-origin'],
    ]);
    return asked.filter(([name]) => !headers.has(name));
  }

  /**
   * @param {Request} request
   * @param {(headers: Headers) => [string, string][]} changed Of the headers that are there, what they are to be instead.
   */
  async function withHeaders(request, changed) {
    const response = await load(request);
    // Opaque answers (status 0) and redirects of a navigation have to be handed on as they are.
    if (response.status === 0 || response.type === 'opaqueredirect') return response;
    const headers = new Headers(response.headers);
    const changes = changed(headers);
    if (changes.length === 0) return response;
    for (const [name, value] of changes) headers.set(name, value);
    const { status, statusText } = response;
    return new Response(hasNoBody(status) ? null : response.body, { status, statusText, headers });
  }

  /**
   * @param {string} endpoint
   * @param {URL} url
   * @param {Request} request
   */
  async function answer(endpoint, url, request) {
    if (endpoint !== 'delay') return sentence(404, `There is no io/${endpoint}; there is io/delay.`);
    const wanted = readParameters(url.search.slice(1));
    if (typeof wanted === 'string') return sentence(400, wanted);
    const draw = wanted.seed === null ? Math.random : mulberry32(wanted.seed);
    const late = Math.floor(draw() * (wanted.jitter + 1));
    const fails = draw() * 100 < wanted.fail;
    const aborted = await pause(wanted.ms + late, request.signal);
    // `Response.error()` is what a lost connection looks like to the page.
    return aborted || fails ? Response.error() : delayed(wanted.status, wanted.bytes, request.method);
  }

  /**
   * @param {number} status
   * @param {number} bytes
   * @param {string} method
   */
  function delayed(status, bytes, method) {
    const headers = new Headers({ 'Cache-Control': 'no-store', 'Content-Type': 'text/plain' });
    if (hasNoBody(status)) return new Response(null, { status, headers });
    headers.set('Content-Length', String(bytes));
    return new Response(method === 'HEAD' ? null : filler(bytes), { status, headers });
  }

  const LIMITS = Object.freeze({
    ms: [0, 60_000],
    jitter: [0, 60_000],
    bytes: [0, 64_000_000],
    status: [200, 599],
    fail: [0, 100],
    seed: [0, 0xffff_ffff],
  });

  /**
   * The parameters as numbers, or a sentence on the first that is none.
   *
   * @param {string} query
   */
  function readParameters(query) {
    // The first of a name is the one that is set last.
    const written = new Map(query.split('&').reverse().map((pair) => {
      const [name, ...value] = pair.split('=');
      return [name, value.join('=')];
    }));
    /** @type {{ ms: number, jitter: number, bytes: number, status: number, fail: number, seed: number | null }} */
    const values = { ms: 0, jitter: 0, bytes: 0, status: 200, fail: 0, seed: null };
    for (const name of /** @type {(keyof typeof LIMITS)[]} */ (Object.keys(LIMITS))) {
      const text = written.get(name);
      if (text === undefined) continue;
      const [least, most] = LIMITS[name];
      const value = name === 'bytes' ? readSize(text) : readNumber(text);
      if (!(value >= least && value <= most)) {
        return `io/delay: ${name} has to be a whole number from ${least} to ${most}, not “${text.slice(0, 40)}”.`;
      }
      values[name] = value;
    }
    return values;
  }

  /** @param {string} text */
  function readNumber(text) {
    return /^\d+$/.test(text) ? Number(text) : NaN;
  }

  /** @param {string} text A number with or without `k`, `M`. */
  function readSize(text) {
    const found = /^(\d+)([kM]?)$/.exec(text);
    return found === null ? NaN : Number(found[1]) * ({ k: 1_000, M: 1_000_000 }[found[2]] ?? 1);
  }

  /**
   * Waits, and says whether the request was given up meanwhile.
   *
   * @param {number} ms
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>}
   */
  function pause(ms, signal) {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(true);
      const giveUp = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', giveUp);
        resolve(false);
      }, ms);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  const CHUNK = 65_536;

  /**
   * A body of so many bytes (`abc…z`, over and over), made as it is read.
   *
   * @param {number} bytes
   */
  function filler(bytes) {
    if (bytes <= CHUNK) return letters(0, bytes);
    let sent = 0;
    return new ReadableStream({
      pull(controller) {
        const length = Math.min(CHUNK, bytes - sent);
        controller.enqueue(letters(sent, length));
        sent += length;
        if (sent === bytes) controller.close();
      },
    });
  }

  /** The alphabet over and over, long enough for a chunk that begins with any letter: a copy is quicker than counting. */
  const LETTERS = Uint8Array.from({ length: CHUNK + 26 }, (_, i) => 97 + (i % 26));

  /**
   * @param {number} from
   * @param {number} length At most that of a chunk.
   */
  function letters(from, length) {
    return LETTERS.slice(from % 26, (from % 26) + length);
  }

  /** @param {number} status */
  function hasNoBody(status) {
    return status === 204 || status === 205 || status === 304;
  }

  /**
   * @param {number} status
   * @param {string} text
   */
  function sentence(status, text) {
    return new Response(`${text}\n`, {
      status,
      headers: { 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8' },
    });
  }
})();
