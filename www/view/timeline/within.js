/* What the time in a stretch went into, by kind and timeline: a table, and a sentence for those who do not see it. */

import { make } from '../dom.js';
import { duration } from '../format.js';
import { letterBeside } from '../letter.js';

/** @typedef {import('../../api-types.js').Within} Within */

/** @typedef {{ section: import('./section.js').Section, within: Within }} Found */

/**
 * @param {Found[]} found
 * @param {(kind: number) => string} nameOf
 */
export function table(found, nameOf) {
  const kinds = [...new Set(found.flatMap(({ within }) => within.kinds.map(({ kind }) => kind)))];
  const heads = found.map(({ section: { modelName, letter } }) => make('th', { scope: 'col' }, modelName, ...letterBeside(letter)));
  const rows = kinds.map((kind) => {
    const cells = found.map(({ within }) => {
      const one = within.kinds.find((each) => each.kind === kind);
      return make('td', {}, one === undefined ? '–' : `${duration(one.ms)} · ${Math.round(one.share * 100)} %`);
    });
    return make('tr', {}, make('th', { scope: 'row' }, nameOf(kind)), ...cells);
  });
  const empty = kinds.length === 0 ? [make('caption', {}, 'Nothing went on then.')] : [];
  // A keyboard scrolls only what has the focus.
  return make(
    'div',
    { class: 'scrollable', tabindex: '0', role: 'region', 'aria-label': 'Where the time in the stretch went' },
    make('table', {}, ...empty, make('thead', {}, make('tr', {}, make('td', {}), ...heads)), make('tbody', {}, ...rows)),
  );
}

/**
 * @param {Found} found
 * @param {(kind: number) => string} nameOf
 */
export function sentence({ section: { name }, within: { kinds } }, nameOf) {
  if (kinds.length === 0) return `${name}: nothing went on.`;
  return `${name}: ${kinds.map(({ kind, ms, share }) => `${nameOf(kind)} ${duration(ms)}, ${Math.round(share * 100)} %`).join('; ')}.`;
}
