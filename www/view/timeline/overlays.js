/* What lies over the models' lanes: the line under the pointer, the stretch of time that is chosen, the replay's line. */

import { make } from '../dom.js';

/** @typedef {import('./scale.js').Scale} Scale */

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

    /** @param {{ fromMs: number, toMs: number } | null} stretch */
    showBand(stretch) {
      band.hidden = stretch === null;
      if (stretch === null) return;
      const { left: least, width: most } = scale();
      const left = Math.min(Math.max(scale().x(stretch.fromMs), least), least + most);
      const right = Math.min(Math.max(scale().x(stretch.toMs), left), least + most);
      Object.assign(band.style, { left: `${left}px`, width: `${right - left}px`, top: `${sectionList.offsetTop}px`, height: `${sectionList.offsetHeight}px` });
    },

    /** Where the replay stands, if that is in the window. @param {{ over: HTMLElement, ms: number } | null} at */
    showReplay(at) {
      replayCursor.hidden = true;
      if (at === null) return;
      const { left, width, x } = scale();
      replayCursor.hidden = x(at.ms) < left - 1 || x(at.ms) > left + width + 1;
      replayCursor.style.transform = `translateX(${x(at.ms)}px)`;
      replayCursor.style.top = `${at.over.offsetTop}px`;
      replayCursor.style.height = `${at.over.offsetHeight}px`;
    },
  };
}
