/* What the browser keeps of the page across reloads. */

import { messageOf } from './dom.js';

const KEY = 'playground.setup';
const PROJECTED = 'playground.projected';

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
