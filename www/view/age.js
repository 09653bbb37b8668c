/* Says beside the heading of what is of an earlier text than the one in the editor that it is. */

import { make } from './dom.js';

/** What can be of an earlier text: its `data-of`. @typedef {'code' | 'timeline' | 'run'} Place */

/** @param {Place} place */
export function createAge(place) {
  return make('span', { class: 'quiet age', 'data-of': place, hidden: true }, 'of an earlier text');
}

/** @param {Record<Place, string>} texts Which text each place is of; empty while it is of none. @param {string} current */
export function showAges(texts, current) {
  for (const age of document.querySelectorAll('.age')) {
    if (!(age instanceof HTMLElement)) continue;
    const text = texts[/** @type {Place} */ (age.dataset.of)];
    age.hidden = text === '' || text === current;
  }
}
