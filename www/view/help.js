/* The place of the language's steps and options. What lists them is loaded when it is opened for the first time. */

import { byId, messageOf } from './dom.js';

/** @typedef {import('../api-types.js').Description} Description */

/**
 * @param {Description} description
 * @param {(name: string, steps: string) => void} add Adds a line.
 */
export function createHelp(description, add) {
  const fold = byId('help', HTMLDetailsElement);
  const root = byId('help-body', HTMLDivElement);
  fold.addEventListener('toggle', fill);
  fill();

  async function fill() {
    if (!fold.open || root.childElementCount > 0) return;
    try {
      const { listSteps } = await import('./help-list.js');
      root.replaceChildren(...listSteps(description, add));
    } catch (error) {
      root.textContent = `The steps cannot be listed: ${messageOf(error)}`;
    }
  }
}
