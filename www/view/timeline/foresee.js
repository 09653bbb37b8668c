/* Asks what runs would look like, model by model, so that other questions get their turn; the newest question counts. */

import { createAsker } from '../ask.js';
import { messageOf } from '../dom.js';

/** @typedef {import('../../api-types.js').Outline} Outline */
/** @typedef {import('../../api-types.js').Playground} Playground */

/**
 * @typedef {object} Foreseen What is asked about.
 * @property {string} workload Without mistakes.
 * @property {string[]} models
 * @property {number} [workers]
 */

/**
 * @param {Playground} playground
 * @param {(model: string, outline: Outline | null) => void} show
 */
export function createForeseer(playground, show) {
  /** What the answers are to, but for the models. */
  let answered = '';
  /** @type {Map<string, Outline | null>} */
  let known = new Map();
  let wanted = '';

  const asker = createAsker(ask, () => {}, (error) => console.info(`Nothing is foretold: ${messageOf(error)}`));

  /** @param {string} question */
  async function ask(question) {
    /** @type {Foreseen} */
    const { models, ...rest } = JSON.parse(question);
    const subject = JSON.stringify(rest);
    if (subject !== answered) known = new Map();
    answered = subject;
    for (const model of models) {
      const outline = known.get(model) ?? (await playground.outline({ ...rest, models: [model] }));
      // Something else has been asked meanwhile.
      if (question !== wanted) return;
      known.set(model, outline);
      show(model, outline);
    }
  }

  return {
    /** What is on its way is not wanted any more. */
    forget() {
      wanted = '';
    },

    /** @param {Foreseen} question */
    see(question) {
      const next = JSON.stringify(question);
      if (next === wanted) {
        for (const model of question.models) if (known.has(model)) show(model, known.get(model) ?? null);
        return;
      }
      wanted = next;
      asker.now(next);
    },
  };
}
