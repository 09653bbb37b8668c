/*
 * The lines of Python, each of a step or of none: listens to which is pointed at, gone to by keys or chosen, and shows
 * which are of a step that is meant elsewhere.
 */

import { make } from '../dom.js';
import { pythonParts } from './python.js';

/** @typedef {import('../../api-types.js').CodeLine} CodeLine */
/** @typedef {import('../trail.js').Step} Step */

const ROW = { ArrowDown: 1, ArrowUp: -1 };

/**
 * @param {(step: Step | null) => void} told Of which step the line is that is meant: one that is pointed at or gone to and,
 *   if there is none, the one that was chosen.
 */
export function createRows(told) {
  const list = make('ol', { class: 'code-lines', id: 'code-lines', role: 'tabpanel', tabindex: 0, 'aria-describedby': 'code-keys' });
  const keys = make('p', { id: 'code-keys', class: 'unseen' }, 'Arrow keys go from line to line, and mark its step in the workload and its spans in the timeline; Enter keeps the mark, Escape lets go.');
  const spoken = make('p', { class: 'unseen', 'aria-live': 'polite' });
  /** The one that is pointed at or gone to. @type {Element | null} */
  let current = null;
  /** The one that stays when that goes. @type {Element | null} */
  let chosen = null;
  /** What is meant elsewhere. @type {Step | null} */
  let marked = null;

  list.addEventListener('pointerover', (event) => point(rowOf(event.target)));
  list.addEventListener('pointerleave', () => point(null));
  list.addEventListener('blur', () => point(null));
  list.addEventListener('click', (event) => {
    // Who selects text to copy it chooses nothing.
    if (getSelection()?.isCollapsed ?? true) choose(rowOf(event.target));
  });
  list.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') choose(current);
    else if (event.key === 'Escape') letGo();
    else if (event.key in ROW) go(ROW[/** @type {keyof typeof ROW} */ (event.key)]);
    else return;
    event.preventDefault();
  });

  /** @param {EventTarget | null} target */
  function rowOf(target) {
    return target instanceof Element ? target.closest('li') : null;
  }

  /** @param {Element | null} row */
  function point(row) {
    current?.classList.remove('current');
    current = row;
    current?.classList.add('current');
    told(stepOf(current ?? chosen));
  }

  /** Chooses a row, or lets go of it if it is chosen. @param {Element | null} row */
  function choose(row) {
    chosen?.classList.remove('chosen');
    chosen = row === chosen ? null : row;
    chosen?.classList.add('chosen');
    told(stepOf(current ?? chosen));
  }

  function letGo() {
    choose(null);
    point(null);
  }

  /** @param {number} step */
  function go(step) {
    const rows = [...list.children];
    const from = current === null ? -1 : rows.indexOf(current);
    const row = rows[Math.min(Math.max(from + step, 0), rows.length - 1)];
    if (row === undefined) return;
    point(row);
    reveal(row);
    spoken.textContent = row.textContent?.trim() || 'blank';
  }

  /** Scrolls the list alone: the page may be looked at elsewhere. @param {Element} row */
  function reveal(row) {
    const { top, bottom } = row.getBoundingClientRect();
    const box = list.getBoundingClientRect();
    if (top < box.top) list.scrollTop -= box.top - top;
    else if (bottom > box.bottom) list.scrollTop += bottom - box.bottom;
  }

  function showMarked() {
    const rows = [...list.children];
    for (const row of rows) {
      row.classList.toggle('linked', marked !== null && isOf(row, marked));
    }
    const first = rows.find((row) => row.classList.contains('linked'));
    if (first !== undefined) reveal(first);
  }

  return {
    list,
    elements: [list, keys, spoken],

    /** @param {CodeLine[]} lines */
    show(lines) {
      letGo();
      list.replaceChildren(...lines.map(rowFor));
      showMarked();
    },

    /** Marks the lines of a step. @param {Step | null} step */
    mark(step) {
      marked = step;
      showMarked();
    },
  };
}

/** @param {CodeLine} line */
function rowFor({ text, line, step, also }) {
  const parts = pythonParts(text).map((part) => (part.kind === '' ? part.text : make('span', { class: `py-${part.kind}` }, part.text)));
  const row = make('li', {}, ...parts);
  if (line !== undefined) row.dataset.line = String(line);
  if (step !== undefined && step !== null) row.dataset.step = String(step);
  if (also !== undefined) row.dataset.also = also.join(' ');
  return row;
}

/** @param {Element | null} row @returns {Step | null} */
function stepOf(row) {
  if (!(row instanceof HTMLElement) || row.dataset.line === undefined) return null;
  return { line: Number(row.dataset.line), step: Number(row.dataset.step ?? -1) };
}

/** Whether a row is of a step, or has a call in it that is. @param {Element} row @param {Step} step */
function isOf(row, { line, step }) {
  const its = stepOf(row);
  if (its === null || its.line !== line) return false;
  return its.step === step || (row instanceof HTMLElement && (row.dataset.also ?? '').split(' ').includes(String(step)));
}
