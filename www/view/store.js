/* What the browser keeps of the page across reloads. */

import { messageOf } from './dom.js';

const KEY = 'playground.setup';
const FOLD = 'playground.code-is-open';
const PROJECTED = 'playground.projected';

/** Of the document while what is shown is larger. */
export const PROJECTED_CLASS = 'is-projected';
/** Of the document while another set-up than the first lesson is about to be shown. */
export const SET_UP_CLASS = 'is-set-up';

/** @typedef {{ text: string, models: string[], workers: string, repeat?: string, lesson?: string, guess?: boolean }} Setup `workers`, `repeat`: as they are written, empty for what goes without saying; `lesson`: the id of the one that is shown; `guess`: whether one guesses first. */

/**
 * What was kept, if anything.
 *
 * @returns {Partial<Setup>}
 */
export function readSetup() {
  try {
    const { text, models, workers, repeat, lesson, guess } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
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

/** Whether the page was last shown large. */
export function readProjected() {
  try {
    return localStorage.getItem(PROJECTED) === 'true';
  } catch {
    // A browser that keeps nothing has kept nothing.
    return false;
  }
}

/**
 * Keeps it; says why not, or nothing.
 *
 * @param {boolean} on
 */
export function keepProjected(on) {
  try {
    localStorage.setItem(PROJECTED, String(on));
    return '';
  } catch (error) {
    return `This browser does not keep the projector view across reloads (${messageOf(error)}).`;
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
