/*
 * The curves above a model's lanes while it runs: tasks in flight, and threads that compute, as far as the trace tells so
 * far. When the run is over the desk counts them from the whole trace (`src/study/curves.rs`).
 */

import { Counts } from './counts.js';

/** @typedef {import('../../api-types.js').KindDescription} KindDescription */
/** @typedef {import('../../api-types.js').TraceModel} TraceModel */
/** @typedef {import('./plan.js').Plan} Plan */

export class Live {
  inFlight = new Counts();
  busy = new Counts();
  /** Which tasks have come, and which have ended. */
  #seen;
  /** Places of what computes still. @type {number[]} */
  #open = [];

  /** @param {TraceModel} model */
  constructor(model) {
    this.model = model;
    this.#seen = new Uint8Array(model.tasks);
  }

  /**
   * Takes in a record.
   *
   * @param {number} at
   * @param {KindDescription} kind Of it.
   * @param {Plan} plan
   * @param {number} task That its task is, or is a part of.
   */
  add(at, kind, plan, task) {
    const { start, end, task: lane, step } = this.model.columns;
    if (kind.group === 'end') {
      if (this.#seen[lane[at]] !== 1) return;
      this.#seen[lane[at]] = 2;
      this.inFlight.end(start[at]);
    }
    if (kind.group !== 'span') return;
    if (this.#seen[lane[at]] === 0) {
      this.#seen[lane[at]] = 1;
      this.inFlight.begin(start[at]);
    }
    if (!kind.computes || plan.blocks(task, step[at])) return;
    this.busy.begin(start[at]);
    if (Number.isNaN(end[at])) this.#open.push(at);
    else this.busy.end(end[at]);
  }

  /** Brings the curves up to date. */
  settle() {
    const { end } = this.model.columns;
    this.#open = this.#open.filter((at) => {
      if (Number.isNaN(end[at])) return true;
      this.busy.end(end[at]);
      return false;
    });
    return { inFlight: this.inFlight.settle(), busy: this.busy.settle() };
  }
}
