/* What this browser and host offer, told in plain data. */

/** @typedef {Pick<import('./api-types.js').Environment, 'build' | 'cores' | 'poolSize'>} Machine */

const CLOCK_SAMPLES = 20;
/** The most memory that an engine may have, in pages of 64 KiB: as .cargo/config.toml says. Some devices refuse as much. */
const MOST_PAGES = 16_384;

/**
 * Looks at where the page runs.
 *
 * @param {import('./isolation.js').Preparation} preparation
 * @returns {import('./api-types.js').Environment}
 */
export function lookAround({ serviceWorker, why, isolationWhy }) {
  const sharing = whyNotShared(isolationWhy);
  return {
    ...machineFor(sharing === '' ? 'threads' : 'single'),
    why: sharing,
    browser: navigator.userAgent,
    clockResolutionMs: clockResolution(),
    serviceWorker,
    serviceWorkerWhy: why,
  };
}

/** What a page that is isolated has, whatever answers for it. @returns {Machine} */
export function isolatedMachine() {
  return machineFor(whyNotShared('') === '' ? 'threads' : 'single');
}

/** @param {import('./protocol.js').Build} build @returns {Machine} */
function machineFor(build) {
  const cores = Math.min(Math.max(navigator.hardwareConcurrency || 1, 1), 64);
  return { build, cores, poolSize: build === 'threads' ? cores : 0 };
}

/** Says why threads cannot share memory here, or nothing if they can. @param {string} isolationWhy */
function whyNotShared(isolationWhy) {
  const without = 'Threads are not available, so models that need them cannot run; the others work';
  if (!globalThis.crossOriginIsolated) return `${without}. ${isolationWhy}`;
  // WebKitGTK says that it is isolated, and shares no memory all the same.
  if (typeof SharedArrayBuffer === 'undefined') return `${without}. This browser shares no memory between threads.`;
  try {
    new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    return '';
  } catch (error) {
    return `${without}. This browser refuses shared WebAssembly memory: ${error instanceof Error ? error.message : error}.`;
  }
}

/** The smallest step in which the clock is seen to move; ms. */
function clockResolution() {
  let smallest = Infinity;
  for (let i = 0; i < CLOCK_SAMPLES; i++) {
    const before = performance.now();
    let after = before;
    while (after === before) after = performance.now();
    smallest = Math.min(smallest, after - before);
  }
  return smallest;
}
