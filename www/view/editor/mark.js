/* The step of a span that is pinned in the timeline, marked in the text until that is changed. */

import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';

/** @typedef {{ start: number, end: number }} Range */

/** @type {import('@codemirror/state').StateEffectType<Range | null>} */
const pinned = StateEffect.define();

export const mark = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(pinned)) continue;
      const range = effect.value;
      return range === null ? Decoration.none : Decoration.set(Decoration.mark({ class: 'pinned-step' }).range(range.start, range.end));
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Marks a stretch of the text, and scrolls to it.
 *
 * @param {EditorView} view
 * @param {Range | null} range
 */
export function showMark(view, range) {
  const isThere = range !== null && range.end <= view.state.doc.length && range.end > range.start;
  const effects = /** @type {StateEffect<any>[]} */ ([pinned.of(isThere ? range : null)]);
  if (isThere) effects.push(EditorView.scrollIntoView(range.start));
  view.dispatch({ effects });
}
