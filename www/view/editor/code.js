/*
 * The text in CodeMirror, which is loaded after the first paint, as a chunk of its own. It knows nothing of the
 * language: colours, completion, help and mistakes are the desk's answers.
 *
 * Tab is left alone, so it leads out of the editor as it leads out of any field.
 */

import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands';
import { nextDiagnostic, previousDiagnostic, setDiagnostics } from '@codemirror/lint';
import { EditorSelection, EditorState } from '@codemirror/state';
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';

import { byId, make, prose } from '../dom.js';
import { colours } from './colours.js';
import { completion } from './completion.js';
import { help } from './help.js';
import { mark, showMark } from './mark.js';
import { adoptSheets } from './sheets.js';

/** @typedef {import('../../api-types.js').Diagnostic} Diagnostic */
/** @typedef {import('../../api-types.js').Playground} Playground */

/** Handled by the page, wherever the focus is; CodeMirror would begin a line as well. */
const leaveToPage = () => true;

const KEYS = [
  { key: 'Ctrl-Enter', run: leaveToPage },
  { key: 'Meta-Enter', run: leaveToPage },
  { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic },
  ...defaultKeymap,
  ...historyKeymap,
];

/**
 * Puts CodeMirror in the textarea's place.
 *
 * @param {HTMLTextAreaElement} area Goes on holding the text, unseen: what is written there is shown here.
 * @param {Playground} playground
 * @returns {import('./editor.js').Surface}
 */
export function createCodeSurface(area, playground) {
  adoptSheets();
  const view = new EditorView({
    doc: area.value,
    selection: EditorSelection.single(area.selectionStart, area.selectionEnd),
    extensions: [
      keymap.of(KEYS),
      history(),
      lineNumbers(),
      highlightSpecialChars(),
      EditorState.tabSize.of(4),
      colours(playground),
      help(playground),
      completion(playground),
      mark,
      EditorView.contentAttributes.of({
        // It takes the focus without, but not every program that looks for what does knows that.
        tabindex: '0',
        'aria-labelledby': 'workload-heading',
        'aria-describedby': 'workload-errors editor-keys',
      }),
      EditorView.updateListener.of(({ docChanged, selectionSet, focusChanged, state, view }) => {
        if (selectionSet || focusChanged) area.dispatchEvent(new CustomEvent('caret', { detail: view.hasFocus ? state.selection.main.head : null }));
        if (!docChanged || state.doc.toString() === area.value) return;
        area.value = state.doc.toString();
        area.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    ],
  });
  area.addEventListener('input', () => {
    const text = view.state.doc.toString();
    if (text !== area.value) write(0, text.length, area.value);
  });

  const isFocused = document.activeElement === area;
  for (const id of ['line-numbers', 'editor-body']) byId(id, HTMLDivElement).hidden = true;
  area.hidden = true;
  byId('editor', HTMLDivElement).append(view.dom);
  if (isFocused) view.focus();

  /** @param {Diagnostic} diagnostic */
  function marked({ start, end, message, fix }) {
    const actions = fix === null ? [] : [{ name: fix.label.replaceAll('`', ''), apply: () => replace(fix.start, fix.end, fix.text) }];
    const renderMessage = () => make('span', {}, ...prose(message));
    return { from: start, to: end, severity: /** @type {const} */ ('error'), message, renderMessage, actions };
  }

  /**
   * @param {number} start
   * @param {number} end
   * @param {string} text
   */
  function replace(start, end, text) {
    write(start, end, text);
    view.focus();
  }

  /**
   * One step for undo, apart from what was typed before.
   *
   * @param {number} start
   * @param {number} end
   * @param {string} text
   */
  function write(start, end, text) {
    view.dispatch({
      changes: { from: start, to: end, insert: text },
      selection: { anchor: start + text.length },
      scrollIntoView: true,
      annotations: isolateHistory.of('full'),
    });
  }

  return {
    select(start, end) {
      view.dispatch({ selection: { anchor: start, head: end }, scrollIntoView: true });
      view.focus();
    },

    replace,

    mark(range) {
      showMark(view, range);
    },

    toTop() {
      view.dispatch({ selection: { anchor: 0 }, scrollIntoView: true });
    },

    showDiagnostics(found) {
      view.contentDOM.setAttribute('aria-invalid', String(found.length > 0));
      const length = view.state.doc.length;
      // What was checked may be longer than what is there by now; a newer answer is on its way.
      view.dispatch(setDiagnostics(view.state, found.filter(({ end }) => end <= length).map(marked)));
    },
  };
}
