/* A bar for each model, to be dragged to where it is thought to end; after the run, beside it, where it did. */

import { make } from '../dom.js';
import { duration, times } from '../format.js';
import { nameOf } from '../results.js';

/** @typedef {import('../../api-types.js').Description} Description */
/** @typedef {import('../../api-types.js').Finished} Finished */
/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../store.js').Setup} Setup */

/** The scale ends there where nothing can be predicted, as while there is a mistake; ms. */
const UNKNOWN_END = 10_000;
/** The scale has room for guesses so many times longer than what is predicted to take longest. */
const ROOM = 2;
const STEPS = 200;
/** A guess this near is right. */
const NEAR = 1.15;

/**
 * One model's.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {HTMLInputElement} range In ms.
 * @property {HTMLOutputElement} guessed
 * @property {HTMLElement} bar
 * @property {HTMLParagraphElement} told
 * @property {number | null} measured
 */

/**
 * @param {HTMLElement} root
 * @param {Playground} playground
 * @param {Description} description
 */
export function createGuess(root, playground, description) {
  /** @type {Row[]} */
  let rows = [];
  let endMs = UNKNOWN_END;
  /** What the guesses are for. */
  let text = '';
  /** Counts the questions: of two that overlap, the last one counts. */
  let asked = 0;
  const list = make('div', { class: 'guess-rows', role: 'group', 'aria-label': 'How long will each take?' });
  const ends = make('p', { class: 'guess-scale quiet' });
  root.replaceChildren(make('p', { class: 'quiet' }, 'How long will each take? Drag the bars, then run.'), list, ends);

  /** @param {string} id @returns {Row} */
  function createRow(id) {
    const name = nameOf(id, description);
    const range = make('input', { type: 'range', min: 0, id: `guess-${id}` });
    const guessed = make('output', { for: range.id, 'aria-live': 'off' });
    const bar = make('div', { class: 'guess-measured' });
    const told = make('p', { class: 'guess-told' });
    const row = { id, range, guessed, bar, told, measured: null };
    list.append(make('div', { class: 'guess-row' }, make('label', { for: range.id }, name), guessed, range, bar, told));
    range.addEventListener('input', () => {
      range.dataset.guessed = '';
      draw(row);
    });
    return row;
  }

  /** @param {Row} row */
  function draw({ range, guessed, bar, told, measured }) {
    const isGuessed = range.dataset.guessed !== undefined;
    const guess = range.valueAsNumber;
    const text = isGuessed ? duration(guess) : 'no guess yet';
    guessed.textContent = text;
    range.setAttribute('aria-valuetext', text);
    bar.hidden = measured === null;
    bar.style.inlineSize = `${(100 * (measured ?? 0)) / endMs}%`;
    told.textContent = measured === null ? '' : `measured ${duration(measured)}${isGuessed ? `: ${judged(guess, measured)}` : ''}`;
  }

  /** @param {number} end */
  function rescale(end) {
    endMs = end;
    for (const row of rows) {
      row.range.max = String(endMs);
      row.range.step = String(endMs / STEPS);
      if (row.range.dataset.guessed === undefined) row.range.value = String(endMs / 2);
      draw(row);
    }
    ends.textContent = `The scale goes to ${duration(endMs)}.`;
  }

  /** @param {Setup} setup */
  async function findEnd({ text, models, workers }) {
    try {
      const predicted = await playground.predict({ workload: text, models, ...(workers !== '' && { workers: Number(workers) }) });
      const longest = Math.max(...Object.values(predicted.models).map(({ wallMs }) => wallMs));
      return longest > 0 ? rounded(ROOM * longest) : UNKNOWN_END;
    } catch {
      // Its mistakes are told at their places; a guess can be made all the same.
      return UNKNOWN_END;
    }
  }

  return {
    /** @param {Setup} setup */
    async ask(setup) {
      if (setup.text === text && setup.models.join() === rows.map(({ id }) => id).join()) return;
      const mine = (asked += 1);
      const kept = setup.text === text ? rows : [];
      text = setup.text;
      list.replaceChildren();
      rows = setup.models.map((id) => {
        const row = createRow(id);
        const before = kept.find((row) => row.id === id)?.range;
        if (before?.dataset.guessed !== undefined) {
          Object.assign(row.range, { max: before.max, step: before.step, value: before.value });
          row.range.dataset.guessed = '';
        }
        return row;
      });
      const end = setup.models.length === 0 ? UNKNOWN_END : await findEnd(setup);
      if (mine === asked) rescale(end);
    },

    /** @param {Finished} finished */
    show({ workload, result }) {
      if (workload !== text) return;
      for (const row of rows) {
        const model = result.models[row.id];
        row.measured = model === undefined || model.error ? null : model.wallMs;
      }
      const longest = Math.max(0, ...rows.map(({ measured }) => measured ?? 0));
      rescale(longest > endMs ? rounded(longest) : endMs);
    },
  };
}

/**
 * @param {number} guess
 * @param {number} measured
 */
function judged(guess, measured) {
  if (guess > measured * NEAR) return `you guessed ${times(guess / measured)} as much`;
  if (guess * NEAR < measured) return guess > 0 ? `it took ${times(measured / guess)} as long as you guessed` : 'longer than you guessed';
  return 'well guessed';
}

/** The next of 1, 2, 5, 10, 20, … @param {number} value */
function rounded(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power;
}
