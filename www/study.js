/* What can be asked of one trace. The desk is handed it once, and again if it has been started anew since. */

import { first } from './columns.js';
import { PlaygroundError } from './errors.js';

/** @typedef {import('./api-types.js').StudyState} StudyState */
/** @typedef {import('./api-types.js').Within} Within */

export class Study {
  #ask;
  #name;
  #workload;
  #trace;
  /** How many moments there are, once the desk has the trace. @type {Promise<number> | null} */
  #handed = null;

  /**
   * @param {(method: string, ...args: unknown[]) => Promise<any>} ask Asks the desk.
   * @param {string} name Under which the desk keeps the trace.
   * @param {string} workload The text that was run.
   * @param {{ id: string, columns: import('./api-types.js').Columns, length: number }} trace Whole by now.
   */
  constructor(ask, name, workload, trace) {
    this.#ask = ask;
    this.#name = name;
    this.#workload = workload;
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
    const { id, columns, length } = this.#trace;
    try {
      return await this.#ask('study', this.#name, this.#workload, id, first(columns, length));
    } catch (error) {
      this.#handed = null;
      throw error;
    }
  }

  /**
   * @param {string} method
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
