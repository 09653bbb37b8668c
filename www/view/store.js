/* What the browser keeps of the page across reloads. */

import { messageOf } from './dom.js';

const KEY = 'playground.setup';

/** @typedef {{ text: string, models: string[], workers: string }} Setup */

/**
 * What was kept, if anything.
 *
 * @returns {Partial<Setup>}
 */
export function readSetup() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return {
      text: typeof kept.text === 'string' ? kept.text : undefined,
      models: Array.isArray(kept.models) ? kept.models.map(String) : undefined,
      workers: typeof kept.workers === 'string' ? kept.workers : undefined,
    };
  } catch (error) {
    console.info(`What the browser kept of the page cannot be read: ${messageOf(error)}`);
    return {};
  }
}

/**
 * Keeps it; says why not, or nothing.
 *
 * @param {Setup} setup
 */
export function keepSetup(setup) {
  try {
    localStorage.setItem(KEY, JSON.stringify(setup));
    return '';
  } catch (error) {
    return `This browser does not keep your workload across reloads (${messageOf(error)}).`;
  }
}
