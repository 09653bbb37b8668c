/* The letter of a run that is kept, as it stands beside all that is of that run. */

import { make } from './dom.js';

/** @param {string} letter Empty for what is of no kept run. @returns {(Node | string)[]} */
export function letterBeside(letter) {
  return letter === '' ? [] : [' ', make('span', { class: 'variant-name', title: `The run that is kept as ${letter}` }, letter)];
}
