/* What a word means: under the pointer, or with F1 at the caret. */

import { Prec, StateEffect, StateField } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, showTooltip } from '@codemirror/view';

import { make, messageOf, prose } from '../dom.js';

/** @typedef {import('@codemirror/view').Tooltip} Tooltip */
/** @typedef {import('../../api-types.js').Help} Help */
/** @typedef {import('../../api-types.js').Playground} Playground */

/** @type {import('@codemirror/state').StateEffectType<Tooltip | null>} */
const explained = StateEffect.define();

/** The tip at the caret: it goes with the next change, move or Escape. */
const atCaret = StateField.define({
  create: () => /** @type {Tooltip | null} */ (null),
  update(tip, transaction) {
    for (const effect of transaction.effects) if (effect.is(explained)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : tip;
  },
  provide: (field) => showTooltip.from(field),
});

/** @param {Help} help @returns {Tooltip} */
function tip({ start, end, title, text }) {
  const dom = () => make('div', { class: 'editor-help' }, make('p', {}, make('code', {}, title)), make('p', {}, ...prose(text)));
  return { pos: start, end, above: true, create: () => ({ dom: dom() }) };
}

/** @param {Playground} playground */
export function help(playground) {
  /** @param {EditorView} view @param {number} pos */
  const ask = async ({ state }, pos) => {
    try {
      return await playground.helpAt(state.doc.toString(), pos);
    } catch (error) {
      console.info(`There is no help now: ${messageOf(error)}`);
      return null;
    }
  };

  /** @param {EditorView} view */
  const explain = (view) => {
    const { state } = view;
    ask(view, state.selection.main.head).then((help) => {
      // What was written meanwhile may be about something else.
      if (view.state.doc !== state.doc) return;
      const effects = [explained.of(help && tip(help)), EditorView.announce.of(help ? `${help.title}. ${help.text}` : 'No help here.')];
      view.dispatch({ effects });
    });
    return true;
  };

  /** @param {EditorView} view */
  const close = (view) => {
    if (view.state.field(atCaret) === null) return false;
    view.dispatch({ effects: explained.of(null) });
    return true;
  };

  return [
    atCaret,
    // Before completion, which takes Escape even while it only waits for offers.
    Prec.highest(keymap.of([{ key: 'F1', run: explain }, { key: 'Escape', run: close }])),
    hoverTooltip(async (view, pos) => {
      const help = await ask(view, pos);
      return help && tip(help);
    }),
  ];
}
