/*
 * Runs of a workload: under one model after another, on an engine, or simulated by the desk. A run whose engine is lost
 * comes to what its trace tells.
 */

import { first } from './columns.js';
import { EngineLost, STOPPED } from './engine-client.js';
import { evidenceForVerdict } from './evidence.js';
import { namesOf } from './task-names.js';
import { RunTrace } from './trace.js';
import { drawn } from './visibility.js';

/** @typedef {import('./api-types.js').RunResult} RunResult */
/** @typedef {import('./api-types.js').ModelResult} ModelResult */
/** @typedef {import('./stop.js').Stop} Stop */

/**
 * What the desk makes of a request; `Admission` in Rust.
 *
 * @typedef {object} Admission
 * @property {string[]} models In the order in which they run.
 * @property {'browser' | 'virtual'} clock
 * @property {boolean} waitsOnly Whether all there is to do is to wait, on one loop.
 * @property {number} repeat How often the whole is done.
 * @property {number} threads That the engine's pool needs.
 * @property {number} tasks
 * @property {{ name: string, count: number, numbered: boolean }[]} lines
 * @property {object} overrides
 */

/**
 * @typedef {object} Parts
 * @property {import('./desk-client.js').DeskClient} desk
 * @property {import('./engines.js').Engines} engines
 * @property {import('./api-types.js').Description} description
 * @property {(kind: number) => string} groupOf What sort of thing a record of a kind tells.
 * @property {import('./api-types.js').Environment} environment
 * @property {(workload: string, stop: Stop) => Promise<void>} answered Waits until what a workload asks can be answered.
 * @property {(state: import('./api-types.js').State, model: string, workload: string, shown?: boolean) => void} become
 * @property {(sentence: string, until?: Promise<void>) => void} notice Told what a person should know meanwhile.
 */

export class Runs {
  /** Of the last run, in the models' order. @type {RunTrace[]} */
  traces = [];
  #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Runs a workload under the models of an admission, as often as that says.
   *
   * @param {string} workload
   * @param {Admission} admission
   * @param {Stop} stop
   * @returns {Promise<Omit<RunResult, 'hidden'>>}
   */
  async all(workload, admission, stop) {
    const { desk, environment } = this.#parts;
    /** @type {{ model: string, result: ModelResult, trace: RunTrace | undefined }[]} */
    const runs = [];
    for (let round = 0; round < admission.repeat && !stop.isAsked; round++) {
      this.traces = [];
      // Models take turns in rotated order, so that none always comes after the same other one.
      const from = round % admission.models.length;
      for (const model of [...admission.models.slice(from), ...admission.models.slice(0, from)]) {
        if (stop.isAsked) break;
        const result = await (admission.clock === 'virtual' ? this.#simulate(workload, model, admission, stop) : this.one(workload, model, admission, stop));
        runs.push({ model, result, trace: this.traces.find(({ id }) => id === model) });
      }
    }
    const outcomes = runs.map(({ model, result }) => ({ model, wallMs: result.wallMs, whole: isWhole(result) }));
    /** @type {Record<string, ModelResult>} */
    const models = {};
    this.traces = [];
    for (const { model, typical, speedup, spread } of await desk.ask('compare', JSON.stringify(outcomes))) {
      const { result, trace } = runs[typical];
      models[model] = { ...result, speedup, spread, times: trace ? await this.#times(workload, trace) : null };
      if (trace) this.traces.push(trace);
    }
    const evidence = JSON.stringify(evidenceForVerdict(models, environment));
    const verdict = await desk.ask('verdict', workload, JSON.stringify(admission.overrides), evidence);
    return { models, verdict, overrides: admission.overrides, environment, stopped: stop.isAsked };
  }

  /**
   * Runs a workload under one model on an engine.
   *
   * @param {string} workload
   * @param {string} model
   * @param {Admission} admission
   * @param {Stop} stop
   * @param {object} [how]
   * @param {boolean} [how.exactly] Whether the engine may have no more threads than are asked for.
   * @param {boolean} [how.shown] Whether its trace takes the place of the last run's.
   * @returns {Promise<ModelResult>}
   */
  async one(workload, model, admission, stop, { exactly = false, shown = true } = {}) {
    const { engines, answered, become, notice } = this.#parts;
    if (!admission.waitsOnly) engines.wantRest();
    await answered(workload, stop);
    const traced = (/** @type {number} */ epoch) => this.#trace(workload, model, admission, epoch);
    let engine;
    try {
      engine = await engines.ready({ ...admission, exactly }, stop, notice);
    } catch (error) {
      if (!(error instanceof EngineLost) || !error.stopped) throw error;
      return this.#salvage(workload, traced(performance.timeOrigin + performance.now()), 0, error);
    }
    const trace = traced(engine.epoch);
    engine.onRows = (batch, dropped) => trace.append(batch, dropped);
    if (shown) this.#show(trace);
    become(stop.isAsked ? 'stopping' : 'running', model, workload, shown);
    await drawn();
    const asked = performance.now();
    try {
      const ran = engine.run(workload, model, JSON.stringify(admission.overrides));
      if (stop.isAsked) engine.stop();
      const { report, images } = await ran;
      const result = JSON.parse(report);
      trace.end(result.wallMs);
      const named = images.map((image) => ({ ...image, task: result.tasks[image.task].name }));
      return { ...result, speedup: null, spread: null, times: null, images: named };
    } catch (error) {
      if (!(error instanceof EngineLost)) throw error;
      const now = performance.now();
      // The engine's clock tells when the run began, and may disagree with the page's if somebody has put the computer's.
      const ago = Math.min(performance.timeOrigin + now - trace.startMs, now - asked);
      return await this.#salvage(workload, trace, ago, error);
    } finally {
      engine.onRows = () => {};
    }
  }

  /** @param {string} workload @param {string} model @param {Admission} admission @param {Stop} stop @returns {Promise<ModelResult>} */
  async #simulate(workload, model, admission, stop) {
    const { desk, environment, become } = this.#parts;
    const trace = this.#trace(workload, model, admission, performance.timeOrigin + performance.now());
    this.#show(trace);
    become('running', model, workload);
    const simulating = desk.ask('simulate', workload, model, JSON.stringify(admission.overrides), environment.cores);
    const simulated = await Promise.race([simulating, stop.asked]);
    if (simulated === undefined) {
      desk.letGo(simulating);
      return { ...(await this.#salvage(workload, trace, 0, { message: STOPPED, stopped: true })), simulated: true };
    }
    trace.append(simulated.batch, 0);
    const result = JSON.parse(simulated.report);
    trace.end(result.wallMs);
    return { ...result, speedup: null, spread: null, times: null, images: [] };
  }

  /**
   * What a run came to that was ended from outside, by its trace.
   *
   * @param {string} workload
   * @param {RunTrace} trace
   * @param {number} atMs When it ended, from the run's start.
   * @param {{ message: string, stopped: boolean }} why
   * @returns {Promise<ModelResult>}
   */
  async #salvage(workload, trace, atMs, { message, stopped }) {
    const result = await this.#parts.desk.ask('salvage', workload, first(trace.columns, trace.length), atMs, message, stopped);
    trace.end(result.wallMs);
    return { ...result, speedup: null, spread: null, times: null, images: [], ...(!stopped && { error: message }) };
  }

  /** @param {string} workload @param {RunTrace} trace @returns {Promise<import('./api-types.js').Times>} */
  #times(workload, { columns, length, dropped }) {
    return this.#parts.desk.ask('times', workload, first(columns, length), dropped);
  }

  /** @param {string} workload @param {string} model @param {Admission} admission @param {number} epoch */
  #trace(workload, model, { tasks, lines }, epoch) {
    return new RunTrace(model, workload, tasks, namesOf(lines), epoch, this.#parts.groupOf);
  }

  /** Shows a trace in its model's place, in whatever order the models take turns. @param {RunTrace} trace */
  #show(trace) {
    const place = (/** @type {RunTrace} */ { id }) => this.#parts.description.models.findIndex((model) => model.id === id);
    this.traces = [...this.traces, trace].sort((a, b) => place(a) - place(b));
  }
}

/** Whether every task was run to an end of its own. @param {ModelResult} result */
export function isWhole({ error, counts, tasks }) {
  return !error && !counts.cancelled && !counts.skipped && tasks.length > 0;
}
