/*
 * All messages between the page and its workers: a closed set.
 *
 *   page ──EngineRequest──▶ engine worker      page ──DeskRequest──▶ desk worker
 *   page ◀──EngineReply──── engine worker      page ◀──DeskReply──── desk worker
 *   page ──ProcessRequest─▶ process worker ◀── over a port, in Rust ──▶ engine worker
 *   page ◀──ProcessReply─── process worker
 */

/** @typedef {'threads' | 'single'} Build */

/** What the desk is asked: functions of the package. @typedef {Exclude<keyof import('./wasm.js').Package, 'default' | 'Engine' | 'Process' | 'addRest' | 'initThreadPool' | 'wbg_rayon_start_worker'>} Method */

/** @typedef {{ name: string, code: string, message: string, diagnostics?: import('./api-types.js').Diagnostic[] }} ErrorData */

/**
 * The trace's rows as they leave the rings; times in ms since the engine's epoch. An `end` that is `NaN`: the span has
 * opened.
 *
 * @typedef {import('./api-types.js').Columns} Batch
 */

/** @typedef {{ capacity: number, write: number, read: number, dropped: number, start: number, end: number, task: number, step: number, kind: number }} RingLayout */

/**
 * Where an engine keeps what the page reads; byte addresses. As `EngineLayout` in Rust.
 *
 * @typedef {object} Layout
 * @property {number} epoch The trace's time 0, in ms since 1970.
 * @property {{ stop: number, beats: number, message_length: number, message: number }} control
 * @property {RingLayout[]} rings
 */

/**
 * Whatever a package needs besides its compiled module can be loaded before that is there. The module's `rest` follows
 * when it is there, or `null` if it could not be had; then an engine makes its pool.
 *
 * @typedef {{ type: 'load', build: Build }
 *   | { type: 'start', build: Build, module: WebAssembly.Module, threads: number, cores: number, base: string }
 *   | { type: 'rest', rest: WebAssembly.Module | null }
 *   | { type: 'run', workload: string, model: string, overrides: string }
 *   | { type: 'stop' }
 *   | { type: 'panic' }} EngineRequest
 */

/** @typedef {{ type: 'start', build: Build, module: WebAssembly.Module, rest: WebAssembly.Module | null, base: string, epoch: number, asked: number, port: MessagePort }} ProcessRequest */

/**
 * What wasm-bindgen-rayon tells a thread of its pool, with the module's rest. Before that the page has it load what it can.
 *
 * @typedef {{ type: 'load', build: Build }
 *   | { type: 'wasm_bindgen_worker_init', module: WebAssembly.Module, memory: WebAssembly.Memory, receiver: number, mainJS: string, rest: WebAssembly.Module | null }} ThreadRequest
 */

/**
 * `memory` is there where the page can read it itself; else the rows come by message.
 *
 * @typedef {{ type: 'started', layout: Layout, memory: WebAssembly.Memory | null }
 *   | { type: 'rows', batch: Batch, dropped: number }
 *   | { type: 'trapped', message: string }} ProcessReply
 */

/** @typedef {{ task: number, width: number, height: number, rgba: Uint8ClampedArray }} EngineImage */

/**
 * `memory` is there where the page can read it itself; else the rows come by message. An engine that has `started` can
 * run what needs no pool; one that is `whole`, all. A `thread` is a worker that the page is to make for the engine's pool;
 * what is said over `port` is meant for it. A `process` is one with a
 * memory of its own; `port` goes to it.
 *
 * @typedef {{ type: 'started', layout: Layout, memory: WebAssembly.Memory | null }
 *   | { type: 'whole' }
 *   | { type: 'rows', batch: Batch, dropped: number }
 *   | { type: 'ran', report: string, images: EngineImage[] }
 *   | { type: 'refused', error: ErrorData }
 *   | { type: 'thread', port: MessagePort }
 *   | { type: 'process', lane: number, epoch: number, asked: number, port: MessagePort }
 *   | { type: 'trapped', message: string }} EngineReply
 */

/**
 * @typedef {{ type: 'load', build: Build }
 *   | { type: 'start', build: Build, module: WebAssembly.Module }
 *   | { type: 'rest', build: Build }
 *   | { type: 'give up' }
 *   | { type: 'ask', id: number, method: Method, args: unknown[] }} DeskRequest
 */

/**
 * A `value` that is text is JSON; the module's `rest` is `null` if it could not be had.
 *
 * @typedef {{ type: 'answer', id: number, value: unknown }
 *   | { type: 'rest', rest: WebAssembly.Module | null }
 *   | { type: 'refused', id: number, error: ErrorData }
 *   | { type: 'trapped', message: string }} DeskReply
 */

export {};
