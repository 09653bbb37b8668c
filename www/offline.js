/* The page's part in working without a network, and in updates. */

const container = () => navigator.serviceWorker;

/**
 * Has the service worker keep the site's files. It is asked late, when a run is over or the page is left, so that a
 * first run does not share the network and the cores with it.
 *
 * @param {import('./protocol.js').Build} build The one that this browser needs.
 */
export function keepForOffline(build) {
  container()?.controller?.postMessage({ keep: build });
}

/**
 * Tells when another version of the page is ready; it waits until it is taken, or no page is open any more.
 *
 * @param {(take: () => void) => void} ready `take` reloads the page with the new version.
 * @param {() => Promise<void>} quiet Settles when this page loads nothing. Chromium has a service worker give way at
 *   once if it runs or is stopped; if a request of this page is just starting it again, half a minute later.
 */
export async function watchForUpdate(ready, quiet) {
  const registration = await container()?.getRegistration(document.baseURI).catch(() => undefined);
  // Without one there are no updates to wait for, and the page has said why there is none.
  if (registration === undefined) return;

  const look = () => {
    const { waiting } = registration;
    if (waiting === null || container().controller === null) return;
    ready(async () => {
      container().addEventListener('controllerchange', () => location.reload(), { once: true });
      await quiet();
      // Another page may have taken it meanwhile: there is no further change to wait for.
      if (waiting.state === 'installed') waiting.postMessage('take over');
      else location.reload();
    });
  };

  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') look();
    });
  });
  look();
}
