/*
 * The console interface, and the page's one way to the workers.
 *
 *   idle ─run─▶ starting ⇄ running ─▶ idle
 *                  └─stop─▶ stopping ─▲
 *
 * It owns one desk, and the engines.
 */

import { moduleOf } from './begun.js';
import { DeskClient } from './desk-client.js';
import { Engines } from './engines.js';
import { isolatedMachine, lookAround } from './environment.js';
import { PlaygroundError } from './errors.js';
import { evidenceForPrediction } from './evidence.js';
import { exportTrace } from './export.js';
import { UNPREPARED, prepare } from './isolation.js';
import { Runs, isWhole } from './runs.js';
import { Stop } from './stop.js';
import { Studies } from './study.js';
import { RunTrace } from './trace.js';
import { watched } from './visibility.js';

/** Whether this very machine answers for the site. */
const siteIsHere = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);

/** How long the service worker waits at most for an engine that starts; ms. */
const ENGINE_FIRST_FOR = 2_000;

/** @typedef {import('./api-types.js').RunRequest} RunRequest */
/** @typedef {import('./api-types.js').RunResult} RunResult */

/** See `Playground` in api-types.js for the interface. */
export class Playground extends EventTarget {
  #desk;
  #description;
  /** What sort of thing a record of a kind tells. @type {(kind: number) => string} */
  #groupOf;
  #engines;
  #runs;
  #studies = new Studies((method, ...args) => this.#desk.ask(method, ...args));
  /** @type {import('./api-types.js').State} */
  #state = 'idle';
  /** That of the run that is under way. */
  #stop = new Stop();
  /** Has the service worker come now. */
  #hurry;
  /** Settles, never rejects, when the run that is under way has ended. @type {Promise<void>} */
  #ended = Promise.resolve();

  /**
   * Finds out what the page may use, and starts the desk and a first engine.
   *
   * @returns {Promise<Playground>}
   */
  static async open() {
    // A page that is not isolated may be loaded anew in a moment, and then takes another build.
    const early = globalThis.crossOriginIsolated ? Playground.#load(isolatedMachine()) : null;
    /** @type {PromiseWithResolvers<void>} */
    const wanted = Promise.withResolvers();
    setTimeout(wanted.resolve, ENGINE_FIRST_FOR);
    // A service worker that has to be installed first comes after the engine: until then that has the cores to itself.
    const preparing = prepare(early ? Promise.race([early.engines.current.whole, wanted.promise]).catch(() => {}) : undefined);
    const environment = lookAround(early ? UNPREPARED : await preparing);
    const { parts, desk, described, engines } = early ?? Playground.#load(environment);
    try {
      // Why the package cannot be had comes before what follows from it.
      await parts.module;
      return new Playground(environment, preparing, wanted.resolve, desk, engines, await described);
    } catch (error) {
      engines.current.lose('the page did not open');
      throw error;
    }
  }

  /**
   * Begins to compile a build, asks a desk for the description, and starts a first engine beside it. A failure of that is
   * told by the first run, which tries again.
   *
   * @param {import('./environment.js').Machine} machine
   */
  static #load(machine) {
    const { build } = machine;
    const module = moduleOf(build);
    const desk = new DeskClient(build, module);
    /** @type {Promise<import('./api-types.js').Description>} */
    const described = desk.ask('describe');
    // Whoever awaits it hears of it.
    described.catch(() => {});
    const parts = { module, rest: desk.rest, wantRest: () => desk.getRest(), giveUpRest: () => desk.giveUpRest() };
    return { parts, desk, described, engines: new Engines(machine, parts) };
  }

  /**
   * @param {import('./api-types.js').Environment} environment
   * @param {Promise<import('./isolation.js').Preparation>} preparing
   * @param {() => void} hurry
   * @param {DeskClient} desk
   * @param {Engines} engines
   * @param {import('./api-types.js').Description} description
   */
  constructor(environment, preparing, hurry, desk, engines, description) {
    super();
    this.environment = environment;
    this.prepared = preparing.then(({ serviceWorker, why }) => {
      Object.assign(environment, { serviceWorker, serviceWorkerWhy: why });
    });
    this.#hurry = hurry;
    this.#desk = desk;
    this.#engines = engines;
    this.#description = description;
    const groups = new Map(description.kinds.map(({ id, group }) => [id, group]));
    this.#groupOf = (kind) => groups.get(kind) ?? '';
    this.#runs = new Runs({
      desk,
      engines,
      description,
      groupOf: this.#groupOf,
      environment,
      answered: (workload, stop) => this.#answered(workload, stop),
      become: (state, model, workload, shown) => this.#become(state, model, workload, shown),
      notice: (sentence, until) => this.#notice(sentence, until),
    });
  }

  describe() {
    return this.#description;
  }

  /** @param {string} text @returns {Promise<import('./api-types.js').CheckResult>} */
  check(text) {
    return this.#desk.ask('check', text);
  }

  /** @param {string} text @param {number} offset @returns {Promise<import('./api-types.js').Completion[]>} */
  complete(text, offset) {
    return this.#desk.ask('complete', text, offset);
  }

  /** @param {string} text @param {number} offset @returns {Promise<import('./api-types.js').Help | null>} */
  helpAt(text, offset) {
    return this.#desk.ask('help_at', text, offset);
  }

  /** @param {string} text @returns {Promise<import('./api-types.js').Token[]>} */
  highlight(text) {
    return this.#desk.ask('highlight', text);
  }

  /**
   * @param {string} text
   * @param {string} model
   * @param {number} [workers]
   * @param {import('./api-types.js').Listing['style']} [style]
   * @returns {Promise<import('./api-types.js').Listing>}
   */
  async code(text, model, workers, style = 'await') {
    const base = new URL('.', document.baseURI).href;
    return this.#desk.ask('write_code', text, model, JSON.stringify(style), written(workers === undefined ? {} : { workers }), base);
  }

  /** @returns {import('./api-types.js').Trace} */
  trace() {
    this.#engines.current.drain();
    return { models: this.#runs.traces };
  }

  /**
   * What can be asked of a trace.
   *
   * @param {string | import('./api-types.js').TraceModel} which The last run's under this model, or any that is over.
   * @returns {import('./api-types.js').Study}
   */
  study(which) {
    const isNamed = typeof which === 'string';
    const trace = isNamed ? this.#runs.traces.find(({ id }) => id === which) : which;
    if (isNamed ? this.#state !== 'idle' : which.endMs === null) throw new PlaygroundError('busy', 'A run is under way; its trace can be asked about when it has ended.');
    if (trace === undefined) throw new PlaygroundError('no-run', `The last run was not under “${which}”, so there is no trace of it.`);
    return this.#studies.of(trace);
  }

  /** @param {string} id @returns {Promise<Blob>} */
  async exportTrace(id) {
    const format = this.#description.formats.find((format) => format.id === id);
    if (format === undefined) throw new PlaygroundError('unknown-format', `There is no format “${id}” to export a trace in.`);
    if (this.#state !== 'idle') throw new PlaygroundError('busy', 'A run is under way; its trace can be exported when it has ended.');
    const { traces } = this.#runs;
    if (traces.length === 0) throw new PlaygroundError('no-run', 'Nothing has been run yet, so there is no trace to export.');
    return exportTrace((method, ...args) => this.#desk.ask(method, ...args), format, traces[0].workload, traces);
  }

  /**
   * Runs a workload under some models, one after another.
   *
   * @param {RunRequest} request
   * @returns {Promise<RunResult>}
   */
  async run(request) {
    return this.#alone(request?.workload, async (stop) => {
      const admission = await this.#desk.ask('admit', written({ ...request, ...this.#machine() }));
      const { result: shown, hidden } = await watched(() => this.#runs.all(request.workload, admission, stop));
      // Virtual time passes as fast in a hidden tab.
      const result = { ...shown, hidden: hidden && admission.clock === 'browser' };
      this.dispatchEvent(new CustomEvent('result', { detail: { workload: request.workload, result } }));
      return result;
    });
  }

  /**
   * Runs a workload on more and more threads, and tells which part of it Amdahl's law calls serial.
   *
   * @param {import('./api-types.js').ScaleRequest} request
   * @returns {Promise<import('./api-types.js').ScaleResult>}
   */
  async scale(request) {
    return this.#alone(request?.workload, async (stop) => {
      const plan = await this.#desk.ask('plan_scale', written({ ...request, ...this.#machine() }));
      const runs = [];
      for (const { workers, threads, overrides } of plan.runs) {
        if (stop.isAsked) break;
        const result = await this.#runs.one(request.workload, plan.model, { ...plan, threads, overrides }, stop, { exactly: plan.divided, shown: false });
        runs.push({ workers, wallMs: result.wallMs, whole: isWhole(result) });
      }
      const { cores } = this.environment;
      const scaling = await this.#desk.ask('fit_scale', JSON.stringify({ cores, runs }));
      return { ...scaling, model: plan.model, divided: plan.divided, runs, environment: this.environment, stopped: stop.isAsked };
    });
  }

  /**
   * Foretells what a run would come to, here or on another machine; nothing is run.
   *
   * @param {import('./api-types.js').PredictRequest} request
   * @returns {Promise<import('./api-types.js').Prediction>}
   */
  async predict({ measured, ...question }) {
    const known = measured ? evidenceForPrediction(measured) : null;
    return this.#desk.ask('predict', written({ cores: this.environment.cores, siteIsHere, ...question, measured: known }));
  }

  /**
   * Fills the numbers of a run into sentences of a lesson.
   *
   * @param {import('./api-types.js').NoticeRequest} request
   * @returns {Promise<import('./api-types.js').Noticed>}
   */
  notice({ notices, result }) {
    // Pictures and events are large, and no sentence is about them.
    const models = Object.entries(result.models).map(([id, { images, events, ...facts }]) => [id, facts]);
    const question = { notices, models: Object.fromEntries(models), cores: result.environment.cores };
    return this.#desk.ask('notice', JSON.stringify(question));
  }

  /**
   * Foretells what a run under one model would look like; nothing is run. It gives way to an engine that starts and to a
   * run: they have the cores, and the desk, to themselves.
   *
   * @param {import('./api-types.js').PredictRequest} request With one model.
   * @returns {Promise<import('./api-types.js').Outline>}
   */
  async outline({ measured: _, ...question }) {
    await this.#engines.current.started.catch(() => {});
    await this.#ended;
    const asked = written({ cores: this.environment.cores, ...question });
    const { wallMs, batch } = await this.#desk.ask('outline', asked);
    if (batch === null) return { predicted: true, wallMs, trace: null };
    const trace = new RunTrace(question.models?.[0] ?? '', question.workload, 0, (task) => `task ${task}`, 0, this.#groupOf);
    trace.append(batch, 0);
    trace.end(wallMs);
    return { predicted: true, wallMs, trace };
  }

  /** The engine's memory, where the page can see it; 0 elsewhere. */
  memoryBytes() {
    return this.#engines.current.readers[0]?.memory.buffer.byteLength ?? 0;
  }

  /** Resolves once no engine is starting: nothing is being loaded then. */
  async loaded() {
    await this.#engines.current.whole.catch(() => {});
  }

  /** Ends the run that is under way; resolves once it has ended. */
  async stop() {
    if (this.#state !== 'idle') {
      this.#stop.ask();
      this.#become('stopping', null);
      this.#engines.current.stop();
    }
    await this.#ended;
  }

  /**
   * Breaks the engine on purpose, to see what the page makes of it.
   *
   * @param {'kernel' | 'loop' | 'worker'} where A panic in what computes, or on the event loop; or the worker is ended.
   */
  breakEngine(where) {
    if (where === 'worker') this.#engines.current.lose('its worker was ended');
    else this.#engines.current.panic(where === 'kernel');
  }

  /** Waits for the service worker where a workload may ask it, or until the run is to stop. @param {string} workload @param {Stop} stop */
  async #answered(workload, stop) {
    if (!workload.includes('io/')) return;
    this.#hurry();
    await Promise.race([this.prepared, stop.asked]);
  }

  /** What the door needs to know of the machine. */
  #machine() {
    const { build, cores } = this.environment;
    return { cores, shared: build === 'threads' };
  }

  /**
   * Does work that nothing else is run beside.
   *
   * @template Result
   * @param {string | undefined} workload
   * @param {(stop: Stop) => Promise<Result>} work
   * @returns {Promise<Result>}
   */
  async #alone(workload, work) {
    if (this.#state !== 'idle') throw new PlaygroundError('busy', 'A run is under way; wait for it or stop it.');
    const ended = Promise.withResolvers();
    this.#ended = ended.promise;
    this.#desk.leaveCoresTo(this.#ended);
    this.#stop = new Stop();
    this.#become('starting', null, workload);
    try {
      return await work(this.#stop);
    } finally {
      this.#become('idle', null, workload);
      ended.resolve(undefined);
    }
  }

  /**
   * @param {import('./api-types.js').State} state
   * @param {string | null} model
   * @param {string} [workload]
   * @param {boolean} [shown]
   */
  #become(state, model, workload, shown = true) {
    this.#state = state;
    this.dispatchEvent(new CustomEvent('change', { detail: { state, model, workload, shown } }));
  }

  /** @param {string} message @param {Promise<void>} [until] Settles once it is true no more. */
  #notice(message, until) {
    this.dispatchEvent(new CustomEvent('notice', { detail: { message, until } }));
  }
}

/**
 * Writes what a caller asks for as JSON, in which a number that is not finite would stand as if it were not given.
 *
 * @param {object} request
 */
function written(request) {
  return JSON.stringify(request, (name, value) => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    throw new PlaygroundError('invalid-option', `\`${name}\` is a finite number, not ${value}.`);
  });
}
