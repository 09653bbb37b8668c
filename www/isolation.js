/*
 * Gets the page a service worker and, where the host sends no isolation headers, shared memory.
 *
 *   register ─► controlled? ─► isolated? ──yes──► ready
 *      │            │              └─no─► reload once (remembered in sessionStorage) ─► as above
 *      └─fails──────┴─► ready without, and a sentence why
 *
 * Every wait is bounded, so a page whose service worker is blocked starts all the same.
 */

const PATIENCE_MS = 5_000;
const RELOADED = 'playground.reloaded-for-isolation';

/**
 * @typedef {object} Preparation
 * @property {boolean} serviceWorker Whether the service worker answers for this page.
 * @property {string} why Why it does not, as a sentence; empty if it does.
 * @property {string} isolationWhy Why the page is not isolated, as a sentence; empty if it is.
 */

/**
 * Resolves when as much is ready as this browser and host allow.
 *
 * @returns {Promise<Preparation>}
 */
export async function prepare() {
  const why = await takeControl();
  const serviceWorker = why === '';
  if (globalThis.crossOriginIsolated) {
    forgetReload();
    return { serviceWorker, why, isolationWhy: '' };
  }
  return { serviceWorker, why, isolationWhy: await reloadOnce(serviceWorker) };
}

/** Registers the service worker and waits until it controls this page; says why not, or nothing. */
async function takeControl() {
  if (!globalThis.isSecureContext) {
    return 'This page came over plain HTTP from another machine, where browsers allow no service worker: io/delay is not available.';
  }
  const container = navigator.serviceWorker;
  if (container === undefined) {
    return 'This browser offers no service worker here (a private window may be the reason): io/delay is not available.';
  }
  // A service worker of a folder above ours may be in control: only our own counts.
  const script = new URL('sw.js', document.baseURI).href;
  const controlled = () => container.controller?.scriptURL === script;
  if (controlled()) return '';
  try {
    await withinPatience(register(container, script, controlled));
    return '';
  } catch (error) {
    return `The service worker could not be started (${messageOf(error)}): io/delay is not available.`;
  }
}

/**
 * @param {ServiceWorkerContainer} container
 * @param {string} script
 * @param {() => boolean} controlled
 */
async function register(container, script, controlled) {
  // A browser that blocks service workers by a switch may resolve to nothing.
  const registration = /** @type {ServiceWorkerRegistration | undefined} */ (
    await container.register(script, { updateViaCache: 'none' })
  );
  if (registration === undefined) throw new Error('the browser blocks it');
  /** @type {Promise<void>} */
  const control = new Promise((resolve, reject) => {
    if (controlled()) return resolve();
    container.addEventListener('controllerchange', () => {
      if (controlled()) resolve();
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
 * Reloads the page, once a session, so that the service worker can add the headers; says why that
 * did not help or was not tried.
 *
 * @param {boolean} serviceWorker
 * @returns {Promise<string>}
 */
async function reloadOnce(serviceWorker) {
  if (!globalThis.isSecureContext) {
    return 'Shared memory needs HTTPS or localhost, and this page came over plain HTTP.';
  }
  if (window.top !== window) {
    return 'This page is shown in a frame of a page that is not cross-origin isolated; open it in a tab of its own.';
  }
  if (!serviceWorker) {
    return 'The host sends no cross-origin isolation headers, and there is no service worker to add them.';
  }
  try {
    if (sessionStorage.getItem(RELOADED) !== null) {
      return 'The page was reloaded by its service worker with cross-origin isolation headers, but this browser does not isolate it.';
    }
    sessionStorage.setItem(RELOADED, 'yes');
  } catch (error) {
    return `Cross-origin isolation needs one reload, and the browser keeps no note of it (${messageOf(error)}).`;
  }
  location.reload();
  await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  return 'Cross-origin isolation needs one reload of this page, and the browser did not carry it out.';
}

/** Isolated: a later Shift-reload, which goes past the service worker, may reload once again. */
function forgetReload() {
  try {
    sessionStorage.removeItem(RELOADED);
  } catch (error) {
    console.info(`The browser keeps nothing for the session: ${messageOf(error)}`);
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
