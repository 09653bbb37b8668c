/* The one module that imports the generated package. */

/**
 * The package's surface, as `src/api` declares it; see there for what each does.
 *
 * @typedef {object} Package
 * @property {(options: { module_or_path: WebAssembly.Module, memory?: WebAssembly.Memory }) => Promise<{ memory: WebAssembly.Memory }>} default
 * @property {(rest: WebAssembly.Module) => void} addRest From the bundler.
 * @property {(receiver: number) => void} wbg_rayon_start_worker In the threads build only.
 * @property {(threads: number) => Promise<void>} [initThreadPool] In the threads build only.
 * @property {new (threads: number, cores: number, base: string, startProcess: (lane: number, epoch: number, asked: number) => MessagePort) => Engine} Engine
 * @property {new (base: string, epoch: number, asked: number, port: MessagePort, beforeLastWord: () => void) => { layout: () => string }} Process
 * @property {() => string} describe
 * @property {(text: string) => string} check
 * @property {(text: string, offset: number) => string} complete
 * @property {(text: string, offset: number) => string} help_at
 * @property {(text: string) => string} highlight
 * @property {(request: string) => string} admit
 * @property {(text: string, model: string, overrides: string, cores: number) => { report: string, batch: import('./protocol.js').Batch }} simulate
 * @property {(outcomes: string) => string} compare
 * @property {(text: string, start: Float64Array, end: Float64Array, task: Uint32Array, kind: Uint8Array, atMs: number, reason: string, stopped: boolean) => string} salvage
 * @property {(text: string, start: Float64Array, end: Float64Array, task: Uint32Array, step: Uint16Array, kind: Uint8Array, dropped: number) => string} times
 * @property {(text: string, overrides: string, evidence: string) => string} verdict
 * @property {(question: string) => string} notice
 * @property {(question: string) => string} predict
 * @property {(question: string) => { wallMs: number, batch: import('./protocol.js').Batch | null }} outline
 * @property {(name: string, text: string, model: string, start: Float64Array, end: Float64Array, task: Uint32Array, step: Uint16Array, kind: Uint8Array, lane: Uint8Array) => number} study
 * @property {(name: string) => { inFlight: Float64Array, busy: Float64Array }} study_curves
 * @property {(name: string) => void} study_forget
 * @property {(name: string, ms: number) => number} study_moment
 * @property {(name: string, moment: number) => string} study_state
 * @property {(name: string, fromMs: number, toMs: number) => string} study_within
 * @property {(request: string) => string} plan_scale
 * @property {(runs: string) => string} fit_scale
 * @property {(text: string, model: string, style: string, overrides: string, base: string) => string} write_code
 * @property {(format: string, text: string, models: string, start: Float64Array, end: Float64Array, task: Uint32Array, step: Uint16Array, kind: Uint8Array, lane: Uint8Array) => Uint8Array} export_trace
 */

/**
 * @typedef {object} Engine
 * @property {() => string} layout
 * @property {(workload: string, model: string, overrides: string) => Promise<{ report: string, images: import('./protocol.js').EngineImage[] }>} run
 * @property {() => void} stop
 * @property {() => void} panic_on_purpose
 */

/** @param {import('./protocol.js').Build} build */
const folder = (build) => new URL(`./${build}/`, import.meta.url);

/**
 * Downloads and compiles a build once: the part of it that a page opens with. Workers are handed the compiled module.
 *
 * @param {import('./protocol.js').Build} build
 */
export function compile(build) {
  return compileFile(new URL('playground_bg.wasm', folder(build)));
}

/**
 * Downloads and compiles the rest of a build, which most runs need, and much else. Who needs it before it is handed to
 * them gets it by themselves.
 *
 * @param {import('./protocol.js').Build} build
 * @param {AbortSignal} signal
 */
export function compileRest(build, signal) {
  return compileFile(new URL('playground_rest.wasm', folder(build)), signal);
}

/** @param {URL} url @param {AbortSignal} [signal] @returns {Promise<WebAssembly.Module>} */
async function compileFile(url, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url.pathname} answered HTTP ${response.status}`);
  // A plain host may not know the type that streaming compilation insists on.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * Loads the code around a build, for {@link instantiate} to find it here.
 *
 * @param {import('./protocol.js').Build} build
 * @returns {Promise<Package>}
 */
export function load(build) {
  return loadFrom(new URL('playground.js', folder(build)).href);
}

/**
 * Loads the code around a build from where it is. Of what dozens of workers load at once Chromium (156) cancels one load in
 * some thousands (`net::ERR_ABORTED`, though its service worker has answered); asked again, it comes.
 *
 * @param {string} script
 * @returns {Promise<Package>}
 */
export function loadFrom(script) {
  return import(script).catch(() => import(script));
}

/**
 * Makes this worker's own instance of a build, with a memory of its own.
 *
 * @param {import('./protocol.js').Build} build
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Module | null} rest
 * @returns {Promise<{ api: Package, memory: WebAssembly.Memory }>}
 */
export async function instantiate(build, module, rest = null) {
  const api = await load(build);
  // What starts may be in need of it.
  if (rest) api.addRest(rest);
  const { memory } = await api.default({ module_or_path: module });
  if (rest) api.addRest(rest);
  return { api, memory };
}
