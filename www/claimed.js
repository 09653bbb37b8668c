/*
 * Has the service worker answer for this worker, too. WebKit (WebKitGTK 2.50) gives workers that are made at the same
 * time to nobody, so their requests go past the service worker, until it claims them. Elsewhere workers need not ask,
 * and cannot: only WebKit tells them of it.
 */

/** Without an answer by then requests go past the service worker, and those of `io/` say so. */
const PATIENCE_MS = 2_000;

/** Resolves once the service worker, if there is one, answers for this worker. */
export async function claimed() {
  const container = navigator.serviceWorker;
  if (!container || container.controller !== null) return;
  const registration = await container.getRegistration().catch(() => undefined);
  if (!registration?.active) return;
  /** @type {Promise<void>} */
  const changed = new Promise((resolve) => {
    container.addEventListener('controllerchange', () => resolve(), { once: true });
    setTimeout(resolve, PATIENCE_MS);
  });
  registration.active.postMessage('claim');
  await changed;
}
