/* Runs that are kept beside the one that is shown: what of them is kept, and their sections. */

import { cut } from '../../columns.js';
import { createPlan } from './plan.js';

/** @typedef {import('../../api-types.js').Line} Line */
/** @typedef {import('../../api-types.js').ModelResult} ModelResult */
/** @typedef {import('../../api-types.js').TraceModel} TraceModel */
/** @typedef {import('./section.js').Section} Section */

/** @typedef {{ inFlight: Float64Array, busy: Float64Array }} Curves */
/** @typedef {{ trace: TraceModel, curves: Curves | null, result: ModelResult | null }} Measured What is known of one model's run. */
/** @typedef {{ number: number, lines: Line[], models: Measured[] }} Run A run that is over; no other has its number. */
/** @typedef {{ letter: string, run: Run }} Kept */

/**
 * What is kept of a run: no room for more rows, which takes up to as much again, and no pictures.
 *
 * @param {Run} run
 * @returns {Run}
 */
export function packed({ models, ...rest }) {
  const pack = (/** @type {Measured} */ { trace: { id, workload, startMs, endMs, tasks, taskNames, columns, length, dropped }, curves, result }) => ({
    trace: { id, workload, startMs, endMs, tasks, taskNames, columns: cut(columns, length), length, dropped },
    curves,
    result: result === null ? null : { ...result, images: [] },
  });
  return { ...rest, models: models.map(pack) };
}

/**
 * The sections of kept runs, which are made once.
 *
 * @param {(id: string, letter: string) => Section} create
 */
export function createKeptSections(create) {
  /** @type {Map<Run, Section[]>} */
  let made = new Map();

  /** @param {Kept} kept */
  function sectionsOf({ letter, run }) {
    const plan = createPlan(run.lines);
    return run.models.map(({ trace, curves, result }) => {
      const section = create(trace.id, letter);
      section.follow(trace, plan);
      if (curves !== null) section.showCurves(curves);
      section.showResult(result);
      return section;
    });
  }

  return {
    /** @param {Kept[]} all @param {number | null} shown The run that is shown itself: it stands nowhere beside. */
    of(all, shown) {
      made = new Map(all.map((kept) => [kept.run, made.get(kept.run) ?? sectionsOf(kept)]));
      return [...made].flatMap(([run, sections]) => (run.number === shown ? [] : sections));
    },
  };
}
