/*
 * The page's end of one engine: its life, from start to end.
 *
 *   starting ─▶ idle ⇄ running
 *      └────────┴───────┴──▶ lost      (did not start, trapped, panicked, did not stop in time)
 *
 * The module's rest and its pool follow when it has started already: what does more than wait waits until it is whole.
 *
 * A lost engine stays lost, and whoever waits for it is told why at once.
 */

import { workerFor } from './begun.js';
import { Control } from './control.js';
import { PlaygroundError } from './errors.js';
import { RingReader } from './rings.js';

/** How long an engine may take to start; ms. Dozens of threads on a slow machine take seconds. */
const START_WITHIN = 30_000;
/** How long a run may take to stop by itself before its engine is ended; ms. */
const STOP_WITHIN = 350;
/** How often the engine's memory is looked at while a run goes on; ms. */
const LOOK_EVERY = 50;
/** A lost engine's threads may go on for a while: they are seen to stand still, or given up on; ms. */
const STILL_FOR = 150;
const STILL_WITHIN = 5_000;

/** Why an engine is lost that does not stop by itself. */
export const STOPPED = 'it was stopped';

/** Why an engine was lost. */
export class EngineLost extends PlaygroundError {
  /** @param {string} why @param {boolean} stopped It was ended because it did not stop in time when asked to. */
  constructor(why, stopped) {
    super('engine-lost', why);
    this.stopped = stopped;
  }
}

/** One engine in its worker. */
export class EngineClient {
  /** @param {{ build: import('./protocol.js').Build, module: Promise<WebAssembly.Module>, rest: Promise<WebAssembly.Module | null>, threads: number, cores: number, base: string }} options */
  constructor(options) {
    this.threads = options.threads;
    this.options = options;
    /** @type {EngineLost | null} */
    this.lost = null;
    /** The trace's time 0, in ms since 1970. */
    this.epoch = 0;
    /** Where memory is shared: the engine's own, then its processes'. @type {Control[]} */
    this.controls = [];
    /** Where memory is shared: the engine's own, then its processes'. @type {RingReader[]} */
    this.readers = [];
    /** Of the run that is under way. @type {Worker[]} */
    this.processes = [];
    /** What is to be done when they end. @type {(() => void)[]} */
    this.endings = [];
    this.isWhole = false;
    this.isStopping = false;
    this.isPanicking = false;
    /** @type {(batch: import('./protocol.js').Batch, dropped: number) => void} */
    this.onRows = () => {};
    /** @type {PromiseWithResolvers<{ report: string, images: import('./protocol.js').EngineImage[] }> | null} */
    this.running = null;

    /** @type {PromiseWithResolvers<void>} */
    this.starting = Promise.withResolvers();
    /** @type {PromiseWithResolvers<void>} */
    this.growing = Promise.withResolvers();
    /** Once it is compiled. @type {WebAssembly.Module | null} */
    this.module = null;
    /** @type {WebAssembly.Module | null} */
    this.rest = null;

    /** The engine's own, then the pool's. @type {Worker[]} */
    this.workers = [];
    /** Made for the pool, and not asked for yet. @type {Worker[]} */
    this.spares = [];
    /** Between the engine and its pool's workers. @type {MessagePort[]} */
    this.ports = [];
    this.worker = this.own(workerFor('engine', options.build));
    this.worker.addEventListener('message', (/** @type {MessageEvent<import('./protocol.js').EngineReply>} */ { data }) => this.receive(data));
    options.module.then((module) => this.start(module), (error) => this.lose(error.message));
  }

  /** @param {WebAssembly.Module} module */
  async start(module) {
    if (this.lost) return;
    this.module = module;
    const { rest, ...options } = this.options;
    this.expect(this.starting.promise);
    this.post({ type: 'start', ...options, module });
    this.rest = await rest;
    if (this.lost) return;
    this.expect(this.growing.promise);
    this.post({ type: 'rest', rest: this.rest });
  }

  /** Loses an engine that takes too long. @param {Promise<void>} step */
  expect(step) {
    const late = setTimeout(() => this.lose(`it did not start within ${START_WITHIN / 1000} s`), START_WITHIN);
    const settled = () => clearTimeout(late);
    step.then(settled, settled);
  }

  /** Keeps a worker of this engine: its errors lose the engine, and it ends with it. @param {Worker} worker */
  own(worker) {
    this.workers.push(worker);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      // One that was ended while it loaded may say that its script did not come.
      if (!this.workers.includes(worker)) return;
      this.lose(this.panicMessage() ?? (event.message || 'its script could not be loaded'));
    });
    return worker;
  }

  /** Makes a worker for the engine's pool, which loads what it can before the engine asks for it. */
  makeThread() {
    return this.own(workerFor('thread', this.options.build));
  }

  /**
   * Joins a worker of the pool with the engine.
   *
   * @param {MessagePort} port To the engine.
   */
  addThread(port) {
    if (this.lost) return;
    const worker = this.spares.shift() ?? this.makeThread();
    worker.addEventListener('message', ({ data }) => port.postMessage(data));
    port.addEventListener('message', ({ data }) => worker.postMessage({ ...data, rest: this.rest }));
    port.start();
    this.ports.push(port);
  }

  /**
   * Makes a process for the run that is under way.
   *
   * @param {Extract<import('./protocol.js').EngineReply, { type: 'process' }>} request
   */
  addProcess({ lane, epoch, asked, port }) {
    const { module, rest, options: { build, base } } = this;
    if (this.lost || module === null) return;
    const worker = this.own(workerFor('process', build));
    this.processes.push(worker);
    const late = setTimeout(() => this.lose(`a process did not start within ${START_WITHIN / 1000} s`), START_WITHIN);
    worker.addEventListener('message', (/** @type {MessageEvent<import('./protocol.js').ProcessReply>} */ { data }) => {
      // It may have been ended meanwhile.
      if (!this.processes.includes(worker)) return;
      switch (data.type) {
        case 'started':
          clearTimeout(late);
          return this.share(data, lane);
        case 'rows':
          data.batch.lane.fill(lane);
          return this.onRows(data.batch, data.dropped);
        case 'trapped':
          return this.lose(data.message);
      }
    });
    this.endings.push(() => clearTimeout(late));
    /** @type {import('./protocol.js').ProcessRequest} */
    const request = { type: 'start', build, module, rest, base, epoch, asked, port };
    worker.postMessage(request, [port]);
  }

  /** Ends the processes of a run that is over. */
  endProcesses() {
    for (const end of this.endings.splice(0)) end();
    for (const process of this.processes.splice(0)) {
      process.terminate();
      this.workers.splice(this.workers.indexOf(process), 1);
    }
    // Those of a lost engine may compute for a while; it is asked then whether they do.
    if (!this.lost) this.controls.splice(1);
    this.readers.splice(1);
  }

  /**
   * Looks into a worker's memory from now on, where it is shared.
   *
   * @param {{ layout: import('./protocol.js').Layout, memory: WebAssembly.Memory | null }} shared
   * @param {number} lane
   */
  share({ layout, memory }, lane) {
    if (!memory) return;
    this.readers.push(new RingReader(memory, layout, lane));
    const control = new Control(memory, layout);
    this.controls.push(control);
    // A process that starts late is asked for what all were asked for.
    if (this.isStopping) control.requestStop();
    if (this.isPanicking) control.requestPanic();
  }

  /** What some thread said when it panicked, if one has. */
  panicMessage() {
    return this.controls.map((control) => control.panicMessage()).find((message) => message !== null) ?? null;
  }

  /** Settles when the engine can run what only waits, on its own loop, or with {@link EngineLost}. */
  get started() {
    return this.starting.promise;
  }

  /** Settles when the engine can run all, or with {@link EngineLost}. */
  get whole() {
    return this.growing.promise;
  }

  /**
   * Runs one workload under one model; one at a time.
   *
   * @param {string} workload
   * @param {string} model
   * @param {string} overrides JSON.
   */
  async run(workload, model, overrides) {
    if (this.lost) throw this.lost;
    this.isStopping = false;
    this.isPanicking = false;
    for (const control of this.controls) control.clear();
    this.running = Promise.withResolvers();
    const looking = setInterval(() => this.look(), LOOK_EVERY);
    try {
      this.post({ type: 'run', workload, model, overrides });
      return await this.running.promise;
    } finally {
      clearInterval(looking);
      this.running = null;
      this.drain();
      this.endProcesses();
    }
  }

  /** Has the run that is under way end within {@link STOP_WITHIN}: by itself, or with its engine. */
  stop() {
    const stopped = this.running;
    if (!stopped) return;
    this.isStopping = true;
    for (const control of this.controls) control.requestStop();
    this.post({ type: 'stop' });
    setTimeout(() => {
      if (this.running === stopped) this.lose(STOPPED, true);
    }, STOP_WITHIN);
  }

  /** Breaks the engine on purpose: inside a kernel, or on its event loop outside. @param {boolean} inKernel */
  panic(inKernel) {
    if (!inKernel || this.controls.length === 0) return this.post({ type: 'panic' });
    this.isPanicking = true;
    for (const control of this.controls) control.requestPanic();
  }

  /** Hands on the rows there are, where memory is shared. */
  drain() {
    for (const reader of this.readers) {
      const rows = reader.take();
      if (rows) this.onRows(rows.batch, rows.dropped);
    }
  }

  /**
   * Waits until a lost engine's threads compute no more: a browser may let them go on for a while
   * after it was told to end them, and they would disturb what is measured next.
   *
   * @param {import('./stop.js').Stop} stop When that is asked for, nothing will be measured next after all.
   * @returns {Promise<boolean>} Whether they were seen to stand still.
   */
  async standsStill(stop) {
    // Where memory is not shared there is nothing to look at.
    if (this.controls.length === 0) return true;
    const beats = () => this.controls.reduce((sum, control) => sum + control.beats(), 0);
    const deadline = performance.now() + STILL_WITHIN;
    for (let last = beats(); performance.now() < deadline; ) {
      await new Promise((resolve) => setTimeout(resolve, STILL_FOR));
      const now = beats();
      if (now === last || stop.isAsked) return true;
      last = now;
    }
    return false;
  }

  /** @param {import('./protocol.js').EngineReply} reply */
  receive(reply) {
    switch (reply.type) {
      case 'started':
        this.epoch = reply.layout.epoch;
        this.share(reply, 0);
        this.spares = Array.from({ length: this.threads }, () => this.makeThread());
        return this.starting.resolve();
      case 'whole':
        this.isWhole = true;
        return this.growing.resolve();
      case 'rows':
        return this.onRows(reply.batch, reply.dropped);
      case 'ran':
        return this.running?.resolve(reply);
      case 'refused':
        return this.running ? this.running.reject(PlaygroundError.from(reply.error)) : this.lose(reply.error.message);
      case 'thread':
        return this.addThread(reply.port);
      case 'process':
        return this.addProcess(reply);
      case 'trapped':
        return this.lose(reply.message);
    }
  }

  /** Gives up an engine whose page was kept aside while it started: browsers do not always go on with that. */
  pageCameBack() {
    if (!this.isWhole) this.lose('the page was left while it started');
  }

  /** Looks for a thread that has panicked: nothing else tells of it. */
  look() {
    const message = this.panicMessage();
    if (message) this.lose(message);
    else this.drain();
  }

  /**
   * Ends the engine.
   *
   * @param {string} why
   * @param {boolean} [stopped]
   */
  lose(why, stopped = false) {
    if (this.lost) return;
    this.lost = new EngineLost(`The engine was lost: ${why}. The next run starts a new one.`, stopped);
    for (const end of this.endings.splice(0)) end();
    for (const worker of this.workers.splice(0)) worker.terminate();
    for (const port of this.ports.splice(0)) port.close();
    this.drain();
    this.starting.reject(this.lost);
    this.growing.reject(this.lost);
    this.running?.reject(this.lost);
  }

  /** @param {import('./protocol.js').EngineRequest} request */
  post(request) {
    this.worker.postMessage(request);
  }
}
