/* Sentences on top of the page: what is missing, and why. Each is said once. */

import { byId, make, prose } from './dom.js';

const list = () => byId('notices', HTMLDivElement);

/**
 * @param {string} sentence
 * @param {{ name: string, act: () => void }} [offer] What can be done about it.
 * @returns {() => void} Takes it away once it is true no more.
 */
export function notice(sentence, offer) {
  if (sentence === '' || [...list().children].some((each) => each.getAttribute('data-sentence') === sentence)) return () => {};
  const close = make('button', { type: 'button', class: 'small', 'aria-label': 'Dismiss this notice' }, 'Dismiss');
  const item = make('p', { class: 'notice', 'data-sentence': sentence }, make('span', {}, ...prose(sentence)));
  if (offer !== undefined) {
    const button = make('button', { type: 'button', class: 'small' }, offer.name);
    button.addEventListener('click', offer.act);
    item.append(button);
  }
  item.append(close);
  close.addEventListener('click', () => item.remove());
  list().append(item);
  return () => item.remove();
}
