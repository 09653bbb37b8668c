/*
 * What has to be known before the page is painted for the first time; the page waits for it, so it is small. The lesson
 * that a page opens with stands in its markup: where something else is set up it is not to be seen first, and what is
 * below would move. And what takes the longest is begun here: nothing of the page is run earlier.
 */

import { begin } from './begun.js';
import { FIRST_ID } from './first-lesson.js';
import { PROJECTED_CLASS, SET_UP_CLASS, read, readSetup } from './view/store.js';

try {
  begin();
} catch {
  // The page's module tries again, and tells why it cannot.
}

const { text, lesson } = readSetup();
const isLinked = location.hash.startsWith('#v=') || new URLSearchParams(location.search).has('embed');
const { classList } = document.documentElement;
classList.toggle(SET_UP_CLASS, isLinked || (text !== undefined && lesson !== FIRST_ID));
classList.toggle(PROJECTED_CLASS, read('projected') === 'true');
