/*
 * Keeps the address in step with the set-up, so that Back, a bookmark and a reload bring it back.
 *
 *   change ─► the entry of the history is replaced
 *   settle ─► (a run, an example, Back) the next change begins a new entry
 */

import { readLink, writeLink } from './link.js';

/** @typedef {import('./store.js').Setup} Setup */
/** @typedef {Awaited<ReturnType<typeof readLink>>} Read */

/** @param {(read: Read) => void} moved Called after Back or Forward, or when a link is put into the address. */
export function createAddress(moved) {
  let isSettled = true;
  /** Counts what was asked for: of two that overlap, the last one counts. */
  let asked = 0;

  window.addEventListener('popstate', async () => {
    const mine = (asked += 1);
    const read = await readLink(location.hash);
    if (mine !== asked) return;
    isSettled = true;
    moved(read);
  });

  return {
    /** @param {Setup} setup */
    async follow(setup) {
      const mine = (asked += 1);
      const fragment = `#${await writeLink(setup)}`;
      if (mine !== asked || fragment === location.hash) return;
      if (isSettled) history.pushState(null, '', fragment);
      else history.replaceState(null, '', fragment);
      isSettled = false;
    },

    settle() {
      isSettled = true;
    },
  };
}
