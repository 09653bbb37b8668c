/* What the browser keeps of the page across reloads. */

import { messageOf } from './dom.js';

const KEY = 'playground.setup';

/** @typedef {{ text: string, models: string[], workers: string, lesson?: string, guess?: boolean }} Setup `lesson`: the id of the one that is shown; `guess`: whether one guesses first. */

/**
 * What was kept, if anything.
 *
 * @returns {Partial<Setup>}
 */
export function readSetup() {
  try {
    const { text, models, workers, lesson, guess } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return {
      ...(typeof text === 'string' && { text }),
      ...(Array.isArray(models) && { models: models.map(String) }),
      ...(typeof workers === 'string' && { workers }),
      ...(typeof lesson === 'string' && { lesson }),
      ...(guess === true && { guess }),
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
