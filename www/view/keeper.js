/* Loads what keeps runs beside each other, when there is a first one to keep. */

import { messageOf } from './dom.js';

/** @typedef {import('./variants.js').Listeners} Listeners */
/** @typedef {import('./variants.js').Variant} Variant */
/** @typedef {ReturnType<typeof import('./variants.js').createVariants>} Variants */

/**
 * @param {import('../api-types.js').Description} description
 * @param {Listeners} listeners
 */
export function createKeeper(description, listeners) {
  /** @type {Promise<Variants> | null} */
  let loading = null;
  /** @type {Variants | null} */
  let variants = null;

  return {
    get rows() {
      return variants?.rows ?? [];
    },

    get timelines() {
      return variants?.timelines ?? [];
    },

    /** @param {Variant} variant The run that has just ended. */
    async offer(variant) {
      try {
        loading ??= import('./variants.js').then(({ createVariants }) => createVariants(description, listeners));
        variants = await loading;
      } catch (error) {
        loading = null;
        console.info(`Runs cannot be kept beside each other: ${messageOf(error)}`);
        return;
      }
      variants.offer(variant);
      listeners.changed();
    },
  };
}
