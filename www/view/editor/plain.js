/*
 * The textarea as it is seen without CodeMirror: line numbers beside it and, behind it, the same text
 * unseen, of which only the marks under mistakes show. Only the lines in view are laid out.
 */

import { byId, make } from '../dom.js';
import { lineStarts, partsOf } from './text.js';

/** @typedef {import('../../api-types.js').Diagnostic} Diagnostic */

/** Beyond so many characters of a line its marks are not drawn; the message says the place. */
const MARKED_COLUMNS = 2_000;

/**
 * @param {HTMLTextAreaElement} area
 * @returns {import('./editor.js').Surface}
 */
export function createPlainSurface(area) {
  const numbers = byId('line-numbers', HTMLDivElement);
  const marks = byId('marks', HTMLDivElement);

  let starts = lineStarts(area.value);
  /** @type {Diagnostic[]} */
  let diagnostics = [];
  let drawing = 0;
  /** What is marked besides mistakes. @type {{ start: number, end: number } | null} */
  let pinned = null;

  area.addEventListener('input', () => {
    starts = lineStarts(area.value);
    pinned = null;
    drawSoon();
  });
  const tellCaret = () => area.dispatchEvent(new CustomEvent('caret', { detail: document.activeElement === area ? area.selectionStart : null }));
  document.addEventListener('selectionchange', () => {
    if (document.activeElement === area) tellCaret();
  });
  area.addEventListener('blur', tellCaret);
  area.addEventListener('scroll', drawSoon, { passive: true });
  new ResizeObserver(drawSoon).observe(area);

  function drawSoon() {
    if (drawing === 0 && !area.hidden) drawing = requestAnimationFrame(draw);
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
      markRows.push(make('div', {}, ...(wrong.has(line) ? markedParts(line, mistakesIn(line), 'mark') : markedParts(line, pinnedIn(line), 'pinned-step'))));
    }
    numbers.replaceChildren(...numberRows);
    marks.replaceChildren(...markRows);
    const offset = area.scrollTop - first * lineHeight;
    numbers.style.transform = `translateY(${-offset}px)`;
    marks.style.transform = `translate(${-area.scrollLeft}px, ${-offset}px)`;
  }

  /**
   * @param {number} line 0-based.
   * @param {{ start: number, end: number }[]} places Offsets into the line.
   * @param {string} className
   */
  function markedParts(line, places, className) {
    if (places.length === 0) return [];
    const start = starts[line];
    const text = area.value.slice(start, Math.min((starts[line + 1] ?? Infinity) - 1, start + MARKED_COLUMNS));
    return partsOf(text, places).map((part) => make('span', { class: part.marked ? className : '' }, part.text));
  }

  /** @param {number} line */
  function mistakesIn(line) {
    return diagnostics
      .filter((each) => each.line - 1 === line && each.column <= MARKED_COLUMNS)
      .map((each) => ({ start: each.column - 1, end: each.column - 1 + each.length }));
  }

  /** @param {number} line */
  function pinnedIn(line) {
    if (pinned === null || pinned.start < starts[line] || pinned.start >= (starts[line + 1] ?? Infinity)) return [];
    return [{ start: pinned.start - starts[line], end: pinned.end - starts[line] }];
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  function select(start, end) {
    area.focus();
    area.setSelectionRange(start, end);
  }

  return {
    select,

    replace(start, end, text) {
      select(start, end);
      // `setRangeText` empties the undo history; the old command does not, and has no successor.
      const done = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
      if (!done) {
        area.setRangeText(text, start, end, 'end');
        area.dispatchEvent(new Event('input', { bubbles: true }));
      }
    },

    mark(range) {
      pinned = range;
      drawSoon();
    },

    toTop() {
      // The caret is at the end, and Firefox scrolls there.
      area.setSelectionRange(0, 0);
      area.scrollTo(0, 0);
    },

    showDiagnostics(found) {
      diagnostics = found;
      area.setAttribute('aria-invalid', String(found.length > 0));
      drawSoon();
    },
  };
}
