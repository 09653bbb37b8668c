/* The colours of the words, as the desk tells them; until it has, the old ones move with the text. */

import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view';

import { createAsker } from '../ask.js';
import { messageOf } from '../dom.js';

/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../../api-types.js').Token} Token */

/** @type {import('@codemirror/state').StateEffectType<Token[]>} */
const coloured = StateEffect.define();

const field = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(coloured)) return Decoration.set(effect.value.map(mark));
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** @param {Token} token */
function mark({ start, end, kind }) {
  return Decoration.mark({ class: `token-${kind}` }).range(start, end);
}

/** @param {Playground} playground */
export function colours(playground) {
  const asking = ViewPlugin.define((view) => {
    const asker = createAsker((text) => playground.highlight(text), show, (error) => {
      console.info(`The workload has no colours: ${messageOf(error)}`);
    });
    asker.now(view.state.doc.toString());

    /**
     * @param {string} text
     * @param {Token[]} tokens
     */
    function show(text, tokens) {
      if (text === view.state.doc.toString()) view.dispatch({ effects: coloured.of(tokens) });
    }

    return {
      update({ docChanged, state }) {
        if (docChanged) asker.now(state.doc.toString());
      },
    };
  });
  return [field, asking];
}
