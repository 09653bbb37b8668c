/* What the browser keeps of the page across reloads. */

import { messageOf } from './dom.js';

/** Of the document while what is shown is larger. */
export const PROJECTED_CLASS = 'is-projected';
/** Of the document while another set-up than the first lesson is about to be shown. */
export const SET_UP_CLASS = 'is-set-up';

/** @typedef {{ text: string, models: string[], workers: string, repeat?: string, lesson?: string, guess?: boolean }} Setup `workers`, `repeat`: as they are written, empty for what goes without saying; `lesson`: the id of the one that is shown; `guess`: whether one guesses first. */

/** What is kept, each under a name of its own. @typedef {'setup' | 'code-is-open' | 'projected' | 'lanes' | 'charts'} Name */

/** What was kept; nothing where nothing was, or the browser keeps nothing. @param {Name} name */
export function read(name) {
  try {
    return localStorage.getItem(`playground.${name}`);
  } catch (error) {
    console.info(`What the browser kept of the page cannot be read: ${messageOf(error)}`);
    return null;
  }
}

/**
 * Keeps it; says in a sentence that it cannot, or nothing.
 *
 * @param {Name} name
 * @param {string} value
 * @param {string} [what] It is, where people are told.
 */
export function keep(name, value, what = 'how the page is shown') {
  try {
    localStorage.setItem(`playground.${name}`, value);
    return '';
  } catch (error) {
    return `This browser does not keep ${what} across reloads (${messageOf(error)}).`;
  }
}

/**
 * The set-up that was kept, as far as it can be read.
 *
 * @returns {Partial<Setup>}
 */
export function readSetup() {
  try {
    const { text, models, workers, repeat, lesson, guess } = JSON.parse(read('setup') ?? '{}');
    return {
      ...(typeof text === 'string' && { text }),
      ...(Array.isArray(models) && { models: models.map(String) }),
      ...(typeof workers === 'string' && { workers }),
      ...(typeof repeat === 'string' && { repeat }),
      ...(typeof lesson === 'string' && { lesson }),
      ...(guess === true && { guess }),
    };
  } catch (error) {
    console.info(`What the browser kept of the page cannot be read: ${messageOf(error)}`);
    return {};
  }
}

/** Keeps it; says in a sentence that it cannot, or nothing. @param {Setup} setup */
export function keepSetup(setup) {
  return keep('setup', JSON.stringify(setup), 'your workload');
}
