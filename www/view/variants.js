/* Runs that are kept beside the next ones, so that two workloads, or two sets of options, can be compared. */

import { byId, make } from './dom.js';
import { counted, whole } from './format.js';
import { createKeptSections, packed } from './timeline/kept.js';
import { letterBeside } from './letter.js';
import { nameOf } from './results.js';

/** @typedef {import('../api-types.js').Description} Description */
/** @typedef {import('../api-types.js').RunResult} RunResult */
/** @typedef {import('./store.js').Setup} Setup */
/** @typedef {import('./table.js').Row} Row */

/** @typedef {{ setup: Setup, result: RunResult }} Variant */
/** @typedef {import('./timeline/kept.js').Run} Run */
/** @typedef {{ letter: string, setup: Setup, rows: Row[], run: Run | null, isShown: boolean }} Kept `run`: what its timeline is drawn from; `isShown`: whether it is. */

/**
 * @typedef {object} Listeners
 * @property {(setup: Setup) => void} restore
 * @property {() => void} changed
 * @property {object} timeline
 * @property {(result: RunResult) => Run | null} timeline.take Gives the run that came to this.
 * @property {(id: string, letter: string) => import('./timeline/section.js').Section} timeline.createKept
 */

/** More would make a table that nobody reads. */
const MOST = 8;
/** Rows of traces in all kept runs: with what is made of them to be drawn they take some 60 bytes each. */
const MOST_ROWS = 500_000;

/**
 * @param {Description} description
 * @param {Listeners} listeners
 */
export function createVariants(description, { restore, changed, timeline }) {
  const sections = createKeptSections(timeline.createKept);
  const keepButton = byId('keep-run', HTMLButtonElement);
  const list = byId('kept', HTMLUListElement);
  /** @type {Kept[]} */
  let kept = [];
  let lettersUsed = 0;
  /** The last run. @type {Variant | null} */
  let last = null;

  keepButton.addEventListener('click', () => {
    if (last === null || isKept()) return;
    const letter = String.fromCharCode(65 + (lettersUsed++ % 26));
    const rows = Object.entries(last.result.models).map(([id, model]) => (
      // Pictures are large, and shown of the last run only.
      { id, name: nameOf(id, description), model: { ...model, images: [] }, variant: letter }
    ));
    const run = timeline.take(last.result);
    kept = bounded([...kept, { letter, setup: last.setup, rows, run: run && packed(run), isShown: true }].slice(-MOST));
    show();
    changed();
    list.lastElementChild?.querySelector('button')?.focus();
  });

  function isKept() {
    return kept.some(({ setup }) => setup === last?.setup);
  }

  function show() {
    keepButton.hidden = last === null || isKept();
    list.hidden = kept.length === 0;
    list.replaceChildren(...kept.map((each) => {
      const { letter, setup } = each;
      const back = make('button', { type: 'button', class: 'small', title: 'Set it up again' }, 'Bring back');
      back.addEventListener('click', () => restore(setup));
      const drop = make('button', { type: 'button', class: 'small', 'aria-label': `Drop ${letter}` }, 'Drop');
      drop.addEventListener('click', () => {
        kept = kept.filter((other) => other !== each);
        show();
        changed();
      });
      const lanes = make('button', { type: 'button', class: 'small', 'aria-pressed': String(each.isShown), title: `The timeline of ${letter} beside the others` }, 'Timeline');
      lanes.addEventListener('click', () => {
        each.isShown = !each.isShown;
        lanes.setAttribute('aria-pressed', String(each.isShown));
        changed();
      });
      const missing = make('span', { class: 'quiet' }, `without its timeline: kept runs have room for ${whole(MOST_ROWS)} spans, the newest first`);
      const what = make('code', { title: setup.text }, differing(setup, last?.setup.text ?? ''));
      return make('li', {}, ...letterBeside(letter), what, each.run === null ? missing : lanes, back, drop);
    }));
  }

  return {
    /** The rows of the kept runs, but for the last one's own. @returns {Row[]} */
    get rows() {
      return kept.filter((each) => each.setup !== last?.setup).flatMap(({ rows }) => rows);
    },

    /** The sections of those whose timelines are to be seen. @param {number | null} shown The run that is shown itself. */
    beside(shown) {
      return sections.of(kept.flatMap(({ letter, run, isShown }) => (run !== null && isShown ? [{ letter, run }] : [])), shown);
    },

    /** @param {Variant} variant The run that has just ended. */
    offer(variant) {
      last = Object.keys(variant.result.models).length === 0 ? null : variant;
      show();
    },
  };
}

/**
 * The same, but for the timelines of the oldest, where all together would take too much memory.
 *
 * @param {Kept[]} kept
 * @returns {Kept[]}
 */
function bounded(kept) {
  let room = MOST_ROWS;
  const newestFirst = kept.toReversed().map((each) => {
    const rows = each.run?.models.reduce((sum, { trace }) => sum + trace.length, 0) ?? 0;
    if (rows > room) return { ...each, run: null };
    room -= rows;
    return each;
  });
  return newestFirst.toReversed();
}

/**
 * What tells a workload from another: those of its lines that the other does not have.
 *
 * @param {Setup} setup
 * @param {string} other
 */
function differing({ text, workers }, other) {
  const lines = text.trim().split('\n');
  const own = lines.filter((line) => !other.split('\n').includes(line));
  const told = (own.length > 0 ? own : lines.slice(0, 1)).join(' ⏎ ');
  return workers === '' ? told : `${told} (${counted(Number(workers), 'worker')})`;
}
