/*
 * Gets the page a service worker and, where the host sends no isolation headers, shared memory.
 *
 *   register ─► controlled? ─► isolated? ──yes──► ready
 *      │            │              └─no, and loaded past the service worker─► reload ─► as above
 *      └─fails──────┴─► ready without, and a sentence why
 *
 * Every wait is bounded, so a page whose service worker is blocked starts all the same. A reload is
 * tried only where it can help, and not again right after one that did not, so there is no loop.
 */

const PATIENCE_MS = 5_000;
/** A load so soon after a reload of ours is that reload's. */
const RELOAD_MS = 10_000;
/** The note of a reload; frames of one tab keep theirs in the same place. */
const reloadedAt = () => `playground.reloaded-for-isolation-at ${location.href}`;

/**
 * @typedef {object} Preparation
 * @property {boolean} serviceWorker Whether the service worker answers for this page.
 * @property {string} why Why it does not, as a sentence; empty if it does.
 * @property {string} isolationWhy Why the page is not isolated, as a sentence; empty if it is.
 */

/** What is known before that. @type {Preparation} */
export const UNPREPARED = { serviceWorker: false, why: '', isolationWhy: '' };

/**
 * Resolves when as much is ready as this browser and host allow.
 *
 * @param {Promise<unknown>} [turn] A service worker that is not there yet waits until this settles.
 * @returns {Promise<Preparation>}
 */
export async function prepare(turn) {
  const wasControlled = isControlled();
  const why = await takeControl(turn);
  const serviceWorker = why === '';
  if (globalThis.crossOriginIsolated) {
    forgetReload();
    return { serviceWorker, why, isolationWhy: '' };
  }
  return { serviceWorker, why, isolationWhy: await reloadOnce(serviceWorker, wasControlled) };
}

/** The address of our service worker. */
const script = () => new URL('sw.js', document.baseURI).href;

/** Whether our own service worker answers for this page: one of a folder above may be in control. */
function isControlled() {
  return navigator.serviceWorker?.controller?.scriptURL === script();
}

/**
 * Registers the service worker and waits until it controls this page; says why not, or nothing.
 *
 * @param {Promise<unknown>} [turn]
 */
async function takeControl(turn) {
  if (!globalThis.isSecureContext) {
    return 'This page came over plain HTTP from another machine, where browsers allow no service worker: io/delay is not available.';
  }
  const container = navigator.serviceWorker;
  if (container === undefined) {
    return 'This browser offers no service worker here (a private window may be the reason): io/delay is not available.';
  }
  if (isControlled()) return '';
  await turn;
  try {
    await withinPatience(register(container));
    return '';
  } catch (error) {
    return `The service worker could not be started (${messageOf(error)}): io/delay is not available.`;
  }
}

/** @param {ServiceWorkerContainer} container */
async function register(container) {
  // A browser that blocks service workers by a switch may resolve to nothing.
  const registration = /** @type {ServiceWorkerRegistration | undefined} */ (
    await container.register(script(), { updateViaCache: 'none' })
  );
  if (registration === undefined) throw new Error('the browser blocks it');
  /** @type {Promise<void>} */
  const control = new Promise((resolve, reject) => {
    if (isControlled()) return resolve();
    container.addEventListener('controllerchange', () => {
      if (isControlled()) resolve();
    });
    const installing = registration.installing;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'redundant') reject(new Error('its script failed'));
    });
  });
  // It is there already, but this load went past it (Shift-reload).
  registration.active?.postMessage('claim');
  await control;
}

/**
 * Reloads the page, once, so that the service worker can add the headers; says why that did not help
 * or was not tried.
 *
 * @param {boolean} serviceWorker
 * @param {boolean} wasControlled Whether the page was loaded under the service worker's control.
 * @returns {Promise<string>}
 */
async function reloadOnce(serviceWorker, wasControlled) {
  if (!globalThis.isSecureContext) {
    return 'Shared memory needs HTTPS or localhost, and this page came over plain HTTP.';
  }
  if (window.top !== window && (!serviceWorker || wasControlled || !isolatesFrames())) {
    return 'This page is shown in a frame of a page that is not cross-origin isolated; open it in a tab of its own.';
  }
  if (!serviceWorker) {
    return 'The host sends no cross-origin isolation headers, and there is no service worker to add them.';
  }
  if (wasControlled) {
    return 'The service worker sent the cross-origin isolation headers, but this browser does not isolate the page.';
  }
  try {
    const ago = Date.now() - Number(sessionStorage.getItem(reloadedAt()));
    // It may be that of a frame beside this one, of the same address.
    const [load] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
    if (ago >= 0 && ago < RELOAD_MS && load?.type === 'reload') {
      return 'The page was reloaded for cross-origin isolation, but the browser goes past its service worker.';
    }
    sessionStorage.setItem(reloadedAt(), String(Date.now()));
  } catch (error) {
    return `Cross-origin isolation needs one reload, and the browser keeps no note of it (${messageOf(error)}).`;
  }
  // A browser may put this page aside and come back to it: Chromium does where the service worker is gone by then.
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  location.reload();
  await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  return 'Cross-origin isolation needs one reload of this page, and the browser did not carry it out.';
}

/** Whether the browser isolates a frame by its own headers, in any page: Chromium does (137, on Android 146). */
function isolatesFrames() {
  /** @type {{ brand: string, version: string }[]} */
  const brands = /** @type {any} */ (navigator).userAgentData?.brands ?? [];
  return brands.some(({ brand, version }) => brand === 'Chromium' && Number(version) >= 137);
}

/** A reload that has helped does not stand in the way of the next, should the service worker be removed meanwhile. */
function forgetReload() {
  try {
    sessionStorage.removeItem(reloadedAt());
  } catch {
    // Where nothing is kept there was none.
  }
}

/**
 * @param {Promise<void>} work
 * @returns {Promise<void>}
 */
function withinPatience(work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)),
      PATIENCE_MS,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
