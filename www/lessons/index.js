/*
 * The lessons, in their order. What a menu needs is here; the rest of a lesson is a module of its own, which is loaded
 * when somebody turns to it. They are plain data: nothing in them knows of the page.
 */

import { FIRST_ID } from '../first-lesson.js';
import first from './waiting-and-computing.js';

/**
 * @typedef {object} Notice One thing to notice in a run, as `src/notice/` reads it: braces hold what is filled in.
 * @property {string} say
 * @property {string} [when] Says which of the two sentences holds; without it `say` does.
 * @property {string} [otherwise]
 */

/**
 * @typedef {object} Lesson
 * @property {string[]} about What it is about, a few sentences.
 * @property {string} workload
 * @property {string[]} models To compare.
 * @property {string} question To think about, in most by changing something and running again.
 * @property {Notice[]} notices
 */

/**
 * @typedef {object} Entry
 * @property {string} id Stays as it is: links have it.
 * @property {string} group
 * @property {string} title
 * @property {() => Promise<{ default: Lesson }>} load
 */

const IO = 'I/O';
const CPU = 'CPU';
const GROWING = 'Growing pains';

/** What the page opens with. */
export const FIRST = { id: FIRST_ID, lesson: first };

/** @type {Entry[]} */
export const LESSONS = [
  { id: FIRST_ID, group: IO, title: 'Waiting overlaps, computing does not', load: async () => ({ default: first }) },
  { id: 'api-calls', group: IO, title: 'API calls', load: () => import('./api-calls.js') },
  { id: 'downloads', group: IO, title: 'Downloads, and what is done with them', load: () => import('./downloads.js') },
  { id: 'scraping', group: IO, title: 'Web scraping', load: () => import('./scraping.js') },
  { id: 'files-and-databases', group: IO, title: 'Files and databases', load: () => import('./files-and-databases.js') },
  { id: 'server', group: IO, title: 'A light server under load', load: () => import('./server.js') },
  { id: 'loop-and-cpu', group: CPU, title: 'The loop does not help', load: () => import('./loop-and-cpu.js') },
  { id: 'gil', group: CPU, title: 'Threads with the GIL, and without', load: () => import('./gil.js') },
  { id: 'who-holds-the-gil', group: CPU, title: 'Who holds the GIL', load: () => import('./who-holds-the-gil.js') },
  { id: 'processes', group: CPU, title: 'Processes, and what copying costs', load: () => import('./processes.js') },
  { id: 'video-frames', group: CPU, title: 'Video frames against their deadline', load: () => import('./video-frames.js') },
  { id: 'simulation', group: CPU, title: 'A simulation in steps', load: () => import('./simulation.js') },
  { id: 'in-turn-by-mistake', group: GROWING, title: 'One after another by mistake', load: () => import('./in-turn-by-mistake.js') },
  { id: 'blocking-call', group: GROWING, title: 'A blocking call in async code', load: () => import('./blocking-call.js') },
  { id: 'fan-out', group: GROWING, title: 'Unbounded fan-out', load: () => import('./fan-out.js') },
  { id: 'one-fails', group: GROWING, title: 'Collect, gather or group when one fails', load: () => import('./one-fails.js') },
  { id: 'flaky-service', group: GROWING, title: 'Timeouts and retries', load: () => import('./flaky-service.js') },
  { id: 'race', group: GROWING, title: 'Races: no await, no race', load: () => import('./race.js') },
  { id: 'deadlock', group: GROWING, title: 'Deadlock', load: () => import('./deadlock.js') },
  { id: 'many-waits', group: GROWING, title: 'Ten thousand waits', load: () => import('./many-waits.js') },
];

/**
 * Loads a lesson; nothing where there is none of this id.
 *
 * @param {string} id
 * @returns {Promise<Lesson | null>}
 */
export async function loadLesson(id) {
  const entry = LESSONS.find((entry) => entry.id === id);
  return entry === undefined ? null : (await entry.load()).default;
}
