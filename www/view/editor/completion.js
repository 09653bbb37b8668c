/* What may be written at the caret: the desk's offers in a list. */

import { autocompletion } from '@codemirror/autocomplete';

import { make, prose } from '../dom.js';

/** @typedef {import('@codemirror/autocomplete').CompletionContext} CompletionContext */
/** @typedef {import('../../api-types.js').Completion} Completion */
/** @typedef {import('../../api-types.js').Playground} Playground */

/** @param {Playground} playground */
export function completion(playground) {
  return autocompletion({ override: [(context) => offers(context, playground)], icons: false });
}

/**
 * @param {CompletionContext} context
 * @param {Playground} playground
 */
async function offers({ state, pos, explicit }, playground) {
  const text = state.doc.toString();
  const found = await playground.complete(text, pos);
  if (found.length === 0) return null;
  const { from, to } = found[0];
  const begun = text.slice(from, pos);
  // Unasked, only for a word that is begun: Enter after a number, or a whole word, has to begin a line.
  if (!explicit && !/^\p{Alphabetic}/u.test(begun)) return null;
  const options = found.filter((each) => each.text.trimEnd() !== begun).map(option);
  return options.length === 0 ? null : { from, to, options, filter: false };
}

/** @param {Completion} completion */
function option({ text, label, help }) {
  return { label, apply: text, info: () => make('p', {}, ...prose(help)) };
}
