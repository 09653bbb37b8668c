/* What the browser keeps of the page across reloads. */

import { messageOf } from './dom.js';

const KEY = 'playground.setup';
const FOLD = 'playground.code-is-open';

/** @typedef {{ text: string, models: string[], workers: string }} Setup */

/**
 * What was kept, if anything.
 *
 * @returns {Partial<Setup>}
 */
export function readSetup() {
  try {
    const { text, models, workers } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return {
      ...(typeof text === 'string' && { text }),
      ...(Array.isArray(models) && { models: models.map(String) }),
      ...(typeof workers === 'string' && { workers }),
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

/** Whether the Python was last left open; nothing if that is not known. @returns {boolean | null} */
export function readFold() {
  try {
    const kept = localStorage.getItem(FOLD);
    return kept === null ? null : kept === 'true';
  } catch (error) {
    console.info(`What the browser kept of the page cannot be read: ${messageOf(error)}`);
    return null;
  }
}

/** @param {boolean} isOpen */
export function keepFold(isOpen) {
  try {
    localStorage.setItem(FOLD, String(isOpen));
  } catch (error) {
    console.info(`The browser keeps nothing of this page: ${messageOf(error)}`);
  }
}
