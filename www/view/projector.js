/* The projector view: type that the last row of a room can read. A switch, kept across reloads, by F2 too. */

import { byId } from './dom.js';
import { PROJECTED_CLASS, keep } from './store.js';

/**
 * @param {(problem: string) => void} notice Told why a change is not kept, or nothing.
 */
export function createProjector(notice) {
  const root = document.documentElement;
  const button = byId('projector', HTMLButtonElement);

  /** @param {boolean} on */
  function show(on) {
    root.classList.toggle(PROJECTED_CLASS, on);
    button.setAttribute('aria-pressed', String(on));
  }

  function turn() {
    const on = !root.classList.contains(PROJECTED_CLASS);
    show(on);
    notice(keep('projected', String(on), 'the projector view'));
  }

  // Before the page was painted, this has been looked up.
  show(root.classList.contains(PROJECTED_CLASS));
  button.addEventListener('click', turn);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F2' || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turn();
  });
}
