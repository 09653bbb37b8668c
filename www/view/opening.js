/*
 * What the page shows before it can run anything: the lesson and the text. It is small, for it comes first; the page
 * itself is loaded meanwhile.
 */

import { FIRST } from '../lessons/index.js';
import { byId, messageOf } from './dom.js';
import { createEditor } from './editor/editor.js';
import { createLesson } from './lesson.js';
import { readLink } from './link.js';
import { notice } from './notices.js';
import { createProjector } from './projector.js';
import { SET_UP_CLASS, readSetup } from './store.js';

/** @typedef {import('../api-types.js').Playground} Playground */
/** @typedef {import('./store.js').Setup} Setup */

/** When a page that still loads says so; ms. */
const LATE_AFTER = 10_000;
const STILL_LOADING = 'The page is still loading: the network is slow, or stands still. It starts by itself as soon as all is here; if it does not, reload it.';

/**
 * Shows the page at once, and what it is for as soon as the playground can run.
 *
 * @param {Promise<Playground>} opening
 */
export async function showPage(opening) {
  const loading = import('./page.js');
  // It is told below.
  loading.catch(() => {});
  // Workers that have been asked for are started first.
  await new Promise((resolve) => setTimeout(resolve));
  createProjector(notice);
  const read = await readLink(location.hash);
  if (read !== null && 'problem' in read) notice(read.problem);
  const embedded = new URLSearchParams(location.search).has('embed') ? (await import('./embed.js')).showEmbedded() : null;
  // In a frame the page around has chosen them, as a rule; elsewhere the list unfolds where it has a column of its own.
  const columns = getComputedStyle(document.documentElement).getPropertyValue('--columns');
  if (embedded === null) byId('models-fold', HTMLDetailsElement).open = Number(columns) > 1;
  const { workload, models } = FIRST.lesson;
  const kept = embedded === null ? readSetup() : {};
  // A set-up of one's own that was kept without a lesson comes back without one.
  const lesson = kept.text === undefined ? FIRST.id : '';
  /** @type {Setup} */
  const opened = read !== null && 'setup' in read ? read.setup : { text: workload, models, workers: '', lesson, ...kept };
  const lessons = createLesson();
  lessons.show(opened.lesson === FIRST.id ? FIRST : null);
  document.documentElement.classList.remove(SET_UP_CLASS);
  const editor = createEditor(opened.text);
  // Until there is a playground to run anything, Run must not send the form.
  byId('setup', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
  // Nothing else tells a network that stands still from one that is slow.
  let arrived = () => {};
  const late = setTimeout(() => (arrived = notice(STILL_LOADING)), LATE_AFTER);
  const all = Promise.all([opening, loading]);
  all.catch(() => {}).finally(() => (clearTimeout(late), arrived()));
  try {
    const [playground, { connect }] = await all;
    await connect(playground, editor, lessons, opened, embedded);
  } catch (error) {
    byId('models', HTMLDivElement).replaceChildren();
    const why = messageOf(error).replace(/\.?$/, '.');
    notice(`The playground could not start: ${why} Reload the page to try again.`);
  }
}
