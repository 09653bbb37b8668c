/* The list of examples that a button opens: a popover, so Escape and a click elsewhere close it. */

import { byId, make } from './dom.js';

/** @typedef {import('./examples.js').Example} Example */

const GAP = 4;
/** Where keys go from an item. @type {Record<string, (at: number, count: number) => number>} */
const MOVES = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * @param {Example[]} examples
 * @param {(example: Example) => void} picked
 */
export function createExampleMenu(examples, picked) {
  const opener = byId('examples', HTMLButtonElement);
  const list = byId('example-list', HTMLUListElement);
  const items = examples.map((example, i) => {
    const item = make(
      'button',
      { type: 'button', autofocus: i === 0 },
      make('span', { class: 'example-name' }, example.name),
      make('span', { class: 'example-shows' }, example.shows),
    );
    item.addEventListener('click', () => {
      list.hidePopover();
      picked(example);
      opener.focus();
    });
    return item;
  });
  list.replaceChildren(...items.map((item) => make('li', {}, item)));

  list.addEventListener('beforetoggle', (event) => {
    if (event.newState !== 'open') return;
    const { left, bottom } = opener.getBoundingClientRect();
    list.style.setProperty('--left', `${left + window.scrollX}px`);
    list.style.setProperty('--top', `${bottom + window.scrollY + GAP}px`);
  });
  list.addEventListener('toggle', (event) => {
    if (event.newState === 'open') list.scrollIntoView({ block: 'nearest' });
  });
  list.addEventListener('keydown', (event) => {
    const to = MOVES[event.key]?.(items.findIndex((item) => item === document.activeElement), items.length);
    if (to === undefined) return;
    event.preventDefault();
    items[to].focus();
  });
}
