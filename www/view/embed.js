/*
 * The form for frames in other pages, `?embed`: the editor, Run, the timeline, and a link to the whole page. Its host's
 * history and what the whole page has kept are left alone: the link, not the address, follows what is set up.
 */

import { byId, make } from './dom.js';
import { writeLink } from './link.js';

/** @typedef {import('./store.js').Setup} Setup */

/** Makes the page compact; gives what stands in for the address. */
export function showEmbedded() {
  document.head.append(make('link', { rel: 'stylesheet', href: 'embed.css' }));
  const link = make('a', { href: './', target: '_blank', rel: 'noopener' }, 'Open in the playground');
  byId('actions', HTMLElement).append(make('p', { class: 'whole-page' }, link));
  /** Counts what was asked for: of two that overlap, the last one counts. */
  let asked = 0;

  return {
    /** @param {Setup} setup */
    async follow(setup) {
      const mine = (asked += 1);
      const fragment = await writeLink(setup);
      if (mine === asked) link.href = `./#${fragment}`;
    },

    settle() {
      // There is no history to part.
    },
  };
}
