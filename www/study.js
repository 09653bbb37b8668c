/* What can be asked of traces. The desk is handed each once, and again if it has been started anew since. */

import { first } from './columns.js';
import { PlaygroundError } from './errors.js';

/** @typedef {import('./api-types.js').StudyState} StudyState */
/** @typedef {import('./api-types.js').TraceModel} TraceModel */
/** @typedef {import('./api-types.js').Within} Within */
/** @typedef {(method: import('./protocol.js').Method, ...args: unknown[]) => Promise<any>} Ask Asks the desk. */

/** A study for each trace that is asked about. The desk keeps what it was handed for as long as the page keeps the trace. */
export class Studies {
  #ask;
  /** @type {WeakMap<TraceModel, Study>} */
  #made = new WeakMap();
  #count = 0;
  /** @type {FinalizationRegistry<string>} */
  #forgotten;

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
    // A desk that fails at this has forgotten all.
    this.#forgotten = new FinalizationRegistry((name) => ask('study_forget', name).catch(() => {}));
  }

  /** @param {TraceModel} trace Whole by now. */
  of(trace) {
    const made = this.#made.get(trace);
    if (made !== undefined) return made;
    this.#count += 1;
    const name = `${trace.id} ${this.#count}`;
    const study = new Study(this.#ask, name, trace);
    this.#made.set(trace, study);
    this.#forgotten.register(trace, name);
    return study;
  }
}

class Study {
  #ask;
  #name;
  #trace;
  /** How many moments there are, once the desk has the trace. @type {Promise<number> | null} */
  #handed = null;

  /**
   * @param {Ask} ask
   * @param {string} name Under which the desk keeps the trace.
   * @param {TraceModel} trace
   */
  constructor(ask, name, trace) {
    this.#ask = ask;
    this.#name = name;
    this.#trace = trace;
  }

  /** How many moments there are. */
  moments() {
    this.#handed ??= this.#hand();
    return this.#handed;
  }

  /** @returns {Promise<{ inFlight: Float64Array, busy: Float64Array }>} Times in ms and numbers in turn. */
  curves() {
    return this.#about('study_curves');
  }

  /** @param {number} fromMs @param {number} toMs @returns {Promise<Within>} */
  within(fromMs, toMs) {
    return this.#about('study_within', fromMs, toMs);
  }

  /** The last moment that has come by then. @param {number} ms @returns {Promise<number>} */
  momentAt(ms) {
    return this.#about('study_moment', ms);
  }

  /** @param {number} moment @returns {Promise<StudyState | null>} */
  state(moment) {
    return this.#about('study_state', moment);
  }

  async #hand() {
    const { id, workload, columns, length } = this.#trace;
    try {
      return await this.#ask('study', this.#name, workload, id, first(columns, length));
    } catch (error) {
      this.#handed = null;
      throw error;
    }
  }

  /**
   * @param {import('./protocol.js').Method} method
   * @param {...unknown} args
   */
  async #about(method, ...args) {
    await this.moments();
    try {
      return await this.#ask(method, this.#name, ...args);
    } catch (error) {
      if (!(error instanceof PlaygroundError) || error.code !== 'not-studied') throw error;
      this.#handed = this.#hand();
      await this.#handed;
      return this.#ask(method, this.#name, ...args);
    }
  }
}
