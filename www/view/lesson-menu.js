/* The list of lessons that a button opens: a popover, so Escape and a click elsewhere close it. */

import { byId, make } from './dom.js';

/** @typedef {import('../lessons/index.js').Entry} Entry */

const GAP = 4;
/** Where keys go from an item. @type {Record<string, (at: number, count: number) => number>} */
const MOVES = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * @param {Entry[]} lessons
 * @param {(entry: Entry) => Promise<void>} picked
 */
export function createLessonMenu(lessons, picked) {
  const opener = byId('lessons', HTMLButtonElement);
  const list = byId('lesson-list', HTMLDivElement);
  const items = lessons.map((entry) => {
    const item = make('button', { type: 'button', 'data-lesson': entry.id }, entry.title);
    item.addEventListener('click', async () => {
      list.hidePopover();
      await picked(entry);
      // The text can only be replaced in a way that can be undone while the editor has the focus.
      opener.focus();
    });
    return item;
  });
  const groups = [...new Set(lessons.map(({ group }) => group))].map((group) => {
    const own = items.filter((_, i) => lessons[i].group === group).map((item) => make('li', {}, item));
    return make('div', { class: 'lesson-group' }, make('h3', {}, group), make('ul', {}, ...own));
  });
  list.replaceChildren(...groups);

  list.addEventListener('beforetoggle', (event) => {
    if (event.newState !== 'open') return;
    const { left, bottom } = opener.getBoundingClientRect();
    list.style.setProperty('--left', `${left + window.scrollX}px`);
    list.style.setProperty('--top', `${bottom + window.scrollY + GAP}px`);
  });
  list.addEventListener('toggle', (event) => {
    if (event.newState !== 'open') return;
    list.scrollIntoView({ block: 'nearest' });
    (items.find((item) => item.hasAttribute('aria-current')) ?? items[0]).focus();
  });
  list.addEventListener('keydown', (event) => {
    const to = MOVES[event.key]?.(items.findIndex((item) => item === document.activeElement), items.length);
    if (to === undefined) return;
    event.preventDefault();
    items[to].focus();
  });

  return {
    /** Marks the lesson that is shown. @param {string} id Empty for none. */
    mark(id) {
      for (const item of items) {
        if (item.dataset.lesson === id) item.setAttribute('aria-current', 'true');
        else item.removeAttribute('aria-current');
      }
    },
  };
}
