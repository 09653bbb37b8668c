/* Runs that are kept beside the next ones, so that two workloads, or two sets of options, can be compared. */

import { byId, make } from './dom.js';
import { nameOf } from './results.js';

/** @typedef {import('../api-types.js').Description} Description */
/** @typedef {import('../api-types.js').RunResult} RunResult */
/** @typedef {import('./store.js').Setup} Setup */
/** @typedef {import('./table.js').Row} Row */

/** @typedef {{ setup: Setup, result: RunResult }} Variant */
/** @typedef {{ letter: string, setup: Setup, rows: Row[] }} Kept */

/** More would make a table that nobody reads. */
const MOST = 8;

/**
 * @param {Description} description
 * @param {object} listeners
 * @param {(setup: Setup) => void} listeners.restore
 * @param {() => void} listeners.changed
 */
export function createVariants(description, { restore, changed }) {
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
    kept = [...kept, { letter, setup: last.setup, rows }].slice(-MOST);
    show();
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
      const what = make('code', { title: setup.text }, differing(setup, last?.setup.text ?? ''));
      return make('li', {}, make('span', { class: 'variant-name' }, letter), what, back, drop);
    }));
  }

  return {
    /** The rows of the kept runs, but for the last one's own. @returns {Row[]} */
    get rows() {
      return kept.filter((each) => each.setup !== last?.setup).flatMap(({ rows }) => rows);
    },

    /** @param {Variant} variant The run that has just ended. */
    offer(variant) {
      last = Object.keys(variant.result.models).length === 0 ? null : variant;
      show();
    },
  };
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
  return workers === '' ? told : `${told} (${workers} workers)`;
}
