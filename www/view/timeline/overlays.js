/* What lies over the models' lanes: the line under the pointer, the stretch of time that is chosen, the replay's line. */

import { make } from '../dom.js';

/** @typedef {import('./scale.js').Scale} Scale */
/** @typedef {import('./section.js').Section} Section */

/**
 * @param {object} places
 * @param {HTMLElement} places.axis
 * @param {HTMLElement} places.sectionList
 * @param {() => Scale} places.scale
 */
export function createOverlays({ axis, sectionList, scale }) {
  const cursor = make('div', { class: 'time-cursor', hidden: true });
  const band = make('div', { class: 'time-band', hidden: true });
  const replayCursor = make('div', { class: 'replay-cursor', hidden: true });
  /** @type {{ fromMs: number, toMs: number } | null} */
  let stretch = null;
  /** Where the replay stands. @type {{ section: Section, ms: number } | null} */
  let replayed = null;

  function placeBand() {
    band.hidden = stretch === null;
    if (stretch === null) return;
    const { left: least, width: most, x } = scale();
    const left = Math.min(Math.max(x(stretch.fromMs), least), least + most);
    const right = Math.min(Math.max(x(stretch.toMs), left), least + most);
    Object.assign(band.style, { left: `${left}px`, width: `${right - left}px`, top: `${sectionList.offsetTop}px`, height: `${sectionList.offsetHeight}px` });
  }

  function placeReplay() {
    const { left, width, x } = scale();
    replayCursor.hidden = replayed === null || !replayed.section.element.isConnected || x(replayed.ms) < left - 1 || x(replayed.ms) > left + width + 1;
    if (replayed === null || replayCursor.hidden) return;
    const { top, height } = replayed.section.below;
    Object.assign(replayCursor.style, { transform: `translateX(${x(replayed.ms)}px)`, top: `${top}px`, height: `${height}px` });
  }

  return {
    elements: [band, replayCursor, cursor],

    /** Has a line through all models. @param {number} x */
    pointAt(x) {
      cursor.hidden = x < scale().left;
      cursor.style.transform = `translateX(${x}px)`;
      cursor.style.top = `${sectionList.offsetTop - axis.offsetHeight}px`;
      cursor.style.height = `${axis.offsetHeight + sectionList.offsetHeight}px`;
    },

    pointAway() {
      cursor.hidden = true;
    },

    /** @param {typeof stretch} next */
    showStretch(next) {
      stretch = next;
      placeBand();
    },

    /** @param {typeof replayed} next */
    showReplay(next) {
      replayed = next;
      placeReplay();
    },

    /** The lanes are elsewhere, or at another scale. */
    place() {
      placeBand();
      placeReplay();
    },
  };
}
