/*
 * The editor of the workload. The text is the textarea's, whoever changes it, and every change is an `input` event
 * there. Where it is seen and written is a surface: the textarea itself first, CodeMirror as soon as it is there.
 */

import { byId, make, prose } from '../dom.js';
import { counted } from '../format.js';
import { createPlainSurface } from './plain.js';

/** @typedef {import('../../api-types.js').Diagnostic} Diagnostic */

/**
 * @typedef {object} Surface Where the text is seen and written. Offsets are in UTF-16 units.
 * @property {(start: number, end: number) => void} select Goes there, with the focus.
 * @property {(start: number, end: number, text: string) => void} replace So that undo brings it back.
 * @property {(range: { start: number, end: number } | null) => void} mark Until the text changes. The textarea is told where
 *   the caret goes, by an event `caret`; `null` where it is not in the text.
 * @property {() => void} toTop Puts the caret before the text.
 * @property {(diagnostics: Diagnostic[]) => void} showDiagnostics Of the text as it is.
 */

const SHOWN_ERRORS = 8;

/** @param {string} text What it opens with; nothing to undo. */
export function createEditor(text) {
  const area = byId('workload', HTMLTextAreaElement);
  const errors = byId('workload-errors', HTMLDivElement);

  area.value = text;
  let surface = createPlainSurface(area);
  /** @type {Diagnostic[]} */
  let diagnostics = [];

  /** @param {Diagnostic[]} found */
  function showDiagnostics(found) {
    diagnostics = found;
    const items = found.slice(0, SHOWN_ERRORS).map(errorItem);
    if (found.length > SHOWN_ERRORS) {
      items.push(make('li', { class: 'quiet' }, `and ${counted(found.length - SHOWN_ERRORS, 'more mistake')}`));
    }
    errors.replaceChildren(...(items.length > 0 ? [make('ul', {}, ...items)] : []));
    surface.showDiagnostics(found);
  }

  /** @param {Diagnostic} diagnostic */
  function errorItem(diagnostic) {
    const place = make('button', { type: 'button', class: 'link' }, `Line ${diagnostic.line}, column ${diagnostic.column}`);
    place.addEventListener('click', () => surface.select(diagnostic.start, diagnostic.end));
    const item = make('li', {}, place, ' ', ...prose(diagnostic.message));
    const { fix } = diagnostic;
    if (fix !== null) {
      const button = make('button', { type: 'button', class: 'small' }, ...prose(fix.label));
      button.addEventListener('click', () => surface.replace(fix.start, fix.end, fix.text));
      item.append(' ', button);
    }
    return item;
  }

  return {
    get text() {
      return area.value;
    },

    /**
     * Shows another text without moving the focus, and without the form hearing of a change.
     *
     * @param {string} text
     */
    load(text) {
      area.value = text;
      area.dispatchEvent(new Event('input'));
    },

    /** @param {string} text */
    replaceAll(text) {
      if (text !== area.value) surface.replace(0, area.value.length, text);
      surface.toTop();
    },

    /** @param {string} line */
    appendLine(line) {
      const separator = area.value === '' || area.value.endsWith('\n') ? '' : '\n';
      surface.replace(area.value.length, area.value.length, `${separator}${line}\n`);
    },

    showDiagnostics,

    /** Marks a stretch of the text until that changes. @param {{ start: number, end: number } | null} range */
    mark(range) {
      surface.mark(range);
    },

    /** @param {(offset: number | null) => void} moved Where the caret has gone to; `null`: out of the text. */
    onCaret(moved) {
      area.addEventListener('caret', (event) => moved(/** @type {CustomEvent} */ (event).detail));
    },

    /** Puts the caret at the first mistake. */
    goToMistake() {
      if (diagnostics.length > 0) surface.select(diagnostics[0].start, diagnostics[0].end);
    },

    /**
     * Has another surface take the textarea's place.
     *
     * @param {(area: HTMLTextAreaElement) => Surface} create
     */
    show(create) {
      // What stands in the background has no mistakes.
      surface.showDiagnostics([]);
      surface = create(area);
      surface.showDiagnostics(diagnostics);
    },
  };
}
