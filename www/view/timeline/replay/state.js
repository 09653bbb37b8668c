/* What was going on at a moment, as four short lists. */

import { make } from '../../dom.js';
import { whole } from '../../format.js';

/** @typedef {import('../../../api-types.js').StudyState} StudyState */

/**
 * @param {HTMLElement} root
 * @param {StudyState} state
 */
export function showState(root, { ready, readyCount, threads, waits, waitsCount, held }) {
  root.replaceChildren(
    list('Ready, in the order of their turns', ready.map((name) => [name]), readyCount, 'nobody'),
    list('On each thread', threads.map(({ thread, task, what }) => [thread, task === null ? what : `${task}: ${what}`]), threads.length, 'nothing'),
    list('Waits for', waits.map(({ task, what }) => [task, what]), waitsCount, 'nobody'),
    ...(held.length === 0 ? [] : [list('Locks and limits', held.map(locks), held.length, '')]),
  );
}

/** @param {StudyState['held'][number]} held */
function locks({ what, by, wantedBy }) {
  const holders = by.length === 0 ? 'free' : `held by ${by.join(', ')}`;
  return [what, wantedBy.length === 0 ? holders : `${holders}; ${wantedBy.join(', ')} wait${wantedBy.length === 1 ? 's' : ''}`];
}

/**
 * @param {string} title
 * @param {string[][]} items Each a name and perhaps what is to be said of it.
 * @param {number} count How many there are, shown or not.
 * @param {string} none
 */
function list(title, items, count, none) {
  const lines = items.map(([name, what]) => make('li', {}, make('strong', {}, name), ...(what === undefined ? [] : [` ${what}`])));
  if (count > items.length) lines.push(make('li', { class: 'quiet' }, `and ${whole(count - items.length)} more`));
  if (count === 0) lines.push(make('li', { class: 'quiet' }, none));
  return make('div', {}, make('h4', {}, title), make('ul', {}, ...lines));
}
