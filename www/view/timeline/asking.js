/*
 * What is asked about timelines that are over: how much went on at once, which stands above them, what a stretch of time
 * went into, and the replay, which comes with the first run.
 */

import { make, messageOf } from '../dom.js';
import { createRange } from './range.js';

/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../../api-types.js').TraceModel} TraceModel */
/** @typedef {import('./section.js').Section} Section */

/**
 * @param {object} source
 * @param {Playground} source.playground
 * @param {() => Section[]} source.shown
 * @param {() => boolean} source.isRunning
 * @param {(kind: number) => string} source.nameOf
 * @param {(stretch: { fromMs: number, toMs: number } | null) => void} source.showStretch
 * @param {(at: { section: Section, ms: number } | null) => void} source.showReplay Where it stands.
 */
export function createAsking({ playground, shown, isRunning, nameOf, showStretch, showReplay }) {
  const range = createRange({ playground, sections: shown, nameOf, changed: () => showStretch(range.stretch) });
  const replayPlace = make('div', {});
  /** Once there is something to replay. @type {ReturnType<typeof import('./replay/replay.js').createReplay> | null} */
  let replay = null;

  /** Offers what is over to be replayed; while a run goes on it has the cores to itself. */
  function offer() {
    replay?.offer(isRunning() ? [] : shown().filter((section) => section.isOver));
  }

  return {
    elements: [range.element, replayPlace],
    select: range.select,
    letGo: range.letGo,

    /** @param {Section} section @param {number} ms */
    look(section, ms) {
      replay?.look(section, ms);
    },

    /** Other timelines are shown, or the same are of other runs. */
    renew() {
      range.renew();
      offer();
    },

    /**
     * Asks about the run that these sections are of, which is over.
     *
     * @param {Section[]} sections
     * @param {(all: { trace: TraceModel, curves: import('./kept.js').Curves }[]) => void} counted Told when their charts have something to show.
     */
    async ask(sections, counted) {
      try {
        const over = sections.flatMap((section) => (section.whole === null ? [] : [{ section, trace: section.whole }]));
        const all = await Promise.all(over.map(async (one) => ({ ...one, curves: await playground.study(one.trace).curves() })));
        for (const { section, trace, curves } of all) if (section.whole === trace) section.showCurves(curves);
        counted(all);
        const { createReplay } = await import('./replay/replay.js');
        replay ??= createReplay({ playground, showCursor: (section, ms) => showReplay(section && { section, ms }) });
        replayPlace.replaceChildren(replay.element);
      } catch (error) {
        // Another run has begun, or this one left no trace.
        console.info(`Nothing is to be replayed: ${messageOf(error)}`);
      }
      offer();
    },
  };
}
