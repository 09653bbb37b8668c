/* A stretch of time that is selected, and what it went into. */

import { make, messageOf } from '../dom.js';
import { duration } from '../format.js';

/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('./section.js').Section} Section */

/**
 * @param {object} source
 * @param {Playground} source.playground
 * @param {() => Section[]} source.sections That are shown.
 * @param {(kind: number) => string} source.nameOf
 * @param {() => void} source.changed
 */
export function createRange({ playground, sections, nameOf, changed }) {
  const heading = make('h3', {});
  const close = make('button', { type: 'button', class: 'small' }, 'Let go');
  const body = make('div', {});
  const spoken = make('p', { class: 'unseen', 'aria-live': 'polite' });
  const panel = make('div', { class: 'stretch', hidden: true }, make('div', { class: 'model-head' }, heading, close), body);
  const element = make('div', {}, panel, spoken);
  /** @type {{ fromMs: number, toMs: number } | null} */
  let stretch = null;
  close.addEventListener('click', letGo);

  function letGo() {
    if (stretch === null) return;
    stretch = null;
    panel.hidden = true;
    spoken.textContent = '';
    changed();
  }

  function tellOrSayWhy() {
    tell().catch((error) => (spoken.textContent = messageOf(error)));
  }

  async function tell() {
    const asked = stretch;
    if (asked === null) return;
    const found = await Promise.all(sections().flatMap((section) => (
      section.whole === null ? [] : [playground.study(section.whole).within(asked.fromMs, asked.toMs).then((within) => ({ section, within }))]
    )));
    // Another stretch has been chosen meanwhile.
    if (stretch !== asked) return;
    const { sentence, table } = await import('./within.js');
    heading.textContent = `From ${duration(asked.fromMs)} to ${duration(asked.toMs)}: ${duration(asked.toMs - asked.fromMs)}`;
    body.replaceChildren(table(found, nameOf));
    panel.hidden = false;
    spoken.textContent = `${heading.textContent}. ${found.map((each) => sentence(each, nameOf)).join(' ')}`;
  }

  return {
    element,
    letGo,
    get stretch() {
      return stretch;
    },

    /**
     * @param {number} oneMs
     * @param {number} otherMs
     * @param {boolean} isDone
     */
    select(oneMs, otherMs, isDone) {
      const [fromMs, toMs] = [Math.max(Math.min(oneMs, otherMs), 0), Math.max(oneMs, otherMs, 0)];
      if (fromMs === toMs) return letGo();
      stretch = { fromMs, toMs };
      changed();
      if (isDone) tellOrSayWhy();
    },

    /** Other timelines are shown. */
    renew() {
      if (!panel.hidden) tellOrSayWhy();
    },
  };
}
