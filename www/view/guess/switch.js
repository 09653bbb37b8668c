/* The switch that has one guess before a run; what comes of it is loaded when it is first turned on. */

import { byId, messageOf } from '../dom.js';

/** @typedef {import('../../api-types.js').Description} Description */
/** @typedef {import('../../api-types.js').Finished} Finished */
/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../store.js').Setup} Setup */

/**
 * @param {Playground} playground
 * @param {Description} description
 * @param {(sentence: string) => void} say
 */
export function createGuessSwitch(playground, description, say) {
  const box = byId('guess-first', HTMLInputElement);
  const root = byId('guess', HTMLDivElement);
  /** @type {Promise<ReturnType<typeof import('./guess.js').createGuess>> | null} */
  let loading = null;

  async function load() {
    loading ??= import('./guess.js').then(({ createGuess }) => createGuess(root, playground, description));
    try {
      return await loading;
    } catch (error) {
      loading = null;
      say(`Guessing cannot be loaded: ${messageOf(error)}`);
      return null;
    }
  }

  return {
    get isOn() {
      return box.checked;
    },

    /**
     * Asks for guesses at what is set up, if the switch is on.
     *
     * @param {Setup} setup
     */
    async ask(setup) {
      root.hidden = !box.checked;
      if (box.checked) (await load())?.ask(setup);
    },

    /** @param {boolean} isOn */
    set(isOn) {
      box.checked = isOn;
      // Who is to guess sees where.
      byId('models-fold', HTMLDetailsElement).open ||= isOn;
    },

    /**
     * Shows what was measured beside what was guessed.
     *
     * @param {Finished} finished
     */
    async show(finished) {
      if (box.checked) (await load())?.show(finished);
    },
  };
}
