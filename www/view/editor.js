/*
 * The editor of the workload: a textarea with line numbers beside it and, behind it, the same text
 * unseen, of which only the marks under mistakes show. Only the lines in view are laid out.
 */

import { byId, make, prose } from './dom.js';
import { counted } from './format.js';
import { lineStarts, partsOf } from './text.js';

/** @typedef {import('../api-types.js').Diagnostic} Diagnostic */

const SHOWN_ERRORS = 8;
/** Beyond so many characters of a line its marks are not drawn; the message says the place. */
const MARKED_COLUMNS = 2_000;

/**
 * Every change of the text, whoever makes it, is an `input` event of the textarea.
 *
 * @param {string} text What it opens with; nothing to undo.
 */
export function createEditor(text) {
  const area = byId('workload', HTMLTextAreaElement);
  const numbers = byId('line-numbers', HTMLDivElement);
  const marks = byId('marks', HTMLDivElement);
  const errors = byId('workload-errors', HTMLDivElement);

  area.value = text;
  let starts = lineStarts(text);
  /** @type {Diagnostic[]} */
  let diagnostics = [];
  let drawing = 0;

  area.addEventListener('input', () => {
    starts = lineStarts(area.value);
    drawSoon();
  });
  area.addEventListener('scroll', drawSoon, { passive: true });
  new ResizeObserver(drawSoon).observe(area);

  function drawSoon() {
    if (drawing === 0) drawing = requestAnimationFrame(draw);
  }

  function draw() {
    drawing = 0;
    const lineHeight = parseFloat(getComputedStyle(area).lineHeight);
    const first = Math.floor(area.scrollTop / lineHeight);
    const last = Math.min(starts.length, first + Math.ceil(area.clientHeight / lineHeight) + 1);
    const wrong = new Set(diagnostics.map((each) => each.line - 1));
    const numberRows = [];
    const markRows = [];
    for (let line = first; line < last; line += 1) {
      numberRows.push(make('div', { class: wrong.has(line) ? 'wrong' : '' }, String(line + 1)));
      markRows.push(make('div', {}, ...(wrong.has(line) ? markedParts(line) : [])));
    }
    numbers.replaceChildren(...numberRows);
    marks.replaceChildren(...markRows);
    const offset = area.scrollTop - first * lineHeight;
    numbers.style.transform = `translateY(${-offset}px)`;
    marks.style.transform = `translate(${-area.scrollLeft}px, ${-offset}px)`;
  }

  /** @param {number} line 0-based. */
  function markedParts(line) {
    const start = starts[line];
    const text = area.value.slice(start, Math.min((starts[line + 1] ?? Infinity) - 1, start + MARKED_COLUMNS));
    const places = diagnostics
      .filter((each) => each.line - 1 === line && each.column <= MARKED_COLUMNS)
      .map((each) => ({ start: each.column - 1, end: each.column - 1 + each.length }));
    return partsOf(text, places).map((part) => make('span', { class: part.marked ? 'mark' : '' }, part.text));
  }

  /** @param {Diagnostic[]} found */
  function showDiagnostics(found) {
    diagnostics = found;
    area.setAttribute('aria-invalid', String(found.length > 0));
    const items = found.slice(0, SHOWN_ERRORS).map(errorItem);
    if (found.length > SHOWN_ERRORS) {
      items.push(make('li', { class: 'quiet' }, `and ${counted(found.length - SHOWN_ERRORS, 'more mistake')}`));
    }
    errors.replaceChildren(...(items.length > 0 ? [make('ul', {}, ...items)] : []));
    drawSoon();
  }

  /** @param {Diagnostic} diagnostic */
  function errorItem(diagnostic) {
    const place = make('button', { type: 'button', class: 'link' }, `Line ${diagnostic.line}, column ${diagnostic.column}`);
    place.addEventListener('click', () => select(diagnostic.start, diagnostic.end));
    const item = make('li', {}, place, ' ', ...prose(diagnostic.message));
    const { fix } = diagnostic;
    if (fix !== null) {
      const button = make('button', { type: 'button', class: 'small' }, ...prose(fix.label));
      button.addEventListener('click', () => replace(fix.start, fix.end, fix.text));
      item.append(' ', button);
    }
    return item;
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  function select(start, end) {
    area.focus();
    area.setSelectionRange(start, end);
  }

  /**
   * Replaces a part of the text so that the browser's undo brings it back.
   *
   * @param {number} start
   * @param {number} end
   * @param {string} text
   */
  function replace(start, end, text) {
    select(start, end);
    // `setRangeText` empties the undo history; the old command does not, and has no successor.
    const done = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
    if (!done) {
      area.setRangeText(text, start, end, 'end');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }

  return {
    get text() {
      return area.value;
    },

    /** @param {string} text */
    replaceAll(text) {
      if (text !== area.value) replace(0, area.value.length, text);
      // The caret is at the end, and Firefox scrolls there.
      area.setSelectionRange(0, 0);
      area.scrollTo(0, 0);
    },

    /** @param {string} line */
    appendLine(line) {
      const separator = area.value === '' || area.value.endsWith('\n') ? '' : '\n';
      replace(area.value.length, area.value.length, `${separator}${line}\n`);
    },

    showDiagnostics,

    /** Puts the caret at the first mistake. */
    goToMistake() {
      if (diagnostics.length > 0) select(diagnostics[0].start, diagnostics[0].end);
    },
  };
}
