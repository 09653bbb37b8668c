/* The lesson above the editor: what it is about, its question, and, after a run, what there is to notice. */

import { LESSONS } from '../lessons/index.js';
import { byId, make, prose } from './dom.js';

/** @typedef {import('../lessons/index.js').Entry} Entry */
/** @typedef {import('../lessons/index.js').Lesson} Lesson */
/** @typedef {import('../api-types.js').Noticed} Noticed */

const BEFORE = 'Run it: what there is to notice is told here, in your run’s own numbers.';
const OTHER = 'What is told here is about the lesson’s own workload; yours is another by now.';

/** @typedef {{ turn: (entry: Entry) => Promise<void>, reset: (lesson: Lesson) => void, close: () => void }} Actions */
/** @typedef {{ id: string, lesson: Lesson }} Shown */

export function createLesson() {
  const panel = byId('lesson', HTMLElement);
  /** Until there is a playground, nothing answers its buttons. @type {Actions | null} */
  let actions = null;
  /** @type {Shown | null} */
  let shown = null;
  const noticed = make('div', { class: 'noticed', 'aria-live': 'polite' });

  /** @param {string} name @param {() => void} act @param {Record<string, string | boolean>} [attributes] */
  function button(name, act, attributes = {}) {
    const made = make('button', { type: 'button', class: 'small', ...attributes }, name);
    made.addEventListener('click', act);
    return made;
  }

  /** Puts the focus back where it was: the editor had it, or the button is another one now. @param {string} name */
  function focus(name) {
    const buttons = [...(panel.querySelector('.lesson-moves')?.querySelectorAll('button') ?? [])];
    (buttons.find((button) => button.textContent === name) ?? buttons.at(0))?.focus();
  }

  /** @param {number} at */
  function moves(at) {
    const to = (/** @type {number} */ by, /** @type {string} */ name) => async () => {
      await actions?.turn(LESSONS[at + by]);
      focus(name);
    };
    const asItWas = () => {
      if (shown !== null) actions?.reset(shown.lesson);
      focus('As it was');
    };
    return make(
      'div',
      { class: 'lesson-moves', role: 'group', 'aria-label': 'Lessons' },
      ...(at > 0 ? [button('Previous', to(-1, 'Previous'), { title: LESSONS[at - 1].title })] : []),
      ...(at + 1 < LESSONS.length ? [button('Next', to(1, 'Next'), { title: LESSONS[at + 1].title })] : []),
      button('As it was', asItWas, { title: 'Bring back the lesson’s own workload and models' }),
      button('Close', () => actions?.close(), { 'aria-label': 'Close the lesson' }),
    );
  }

  /** Where there is little room, what it is about begins, and goes on when asked. @param {string} text */
  function about(text) {
    const paragraph = make('p', { class: 'lesson-about' }, ...prose(text));
    const more = button('Read on', () => {
      const isWhole = paragraph.classList.toggle('is-whole');
      more.textContent = isWhole ? 'Read less' : 'Read on';
      more.setAttribute('aria-expanded', String(isWhole));
    }, { class: 'link read-on', 'aria-expanded': 'false' });
    return [paragraph, more];
  }

  return {
    /** @param {Actions} answering What its buttons do. */
    listen(answering) {
      actions = answering;
    },

    /** @returns {Shown | null} */
    get shown() {
      return shown;
    },

    /** @param {Shown | null} next */
    show(next) {
      shown = next;
      panel.hidden = next === null;
      if (next === null) return panel.replaceChildren();
      const at = LESSONS.findIndex(({ id }) => id === next.id);
      const { title, group } = LESSONS[at];
      const place = make('p', { class: 'quiet' }, `${group} · lesson ${at + 1} of ${LESSONS.length}`);
      noticed.replaceChildren(make('p', { class: 'quiet' }, BEFORE));
      panel.replaceChildren(
        make('div', { class: 'panel-head' }, make('h2', { id: 'lesson-title' }, title), place),
        ...about(next.lesson.about.join(' ')),
        make('p', { class: 'lesson-question' }, ...prose(next.lesson.question)),
        noticed,
        moves(at),
      );
    },

    /**
     * @param {Noticed | null} told Nothing where the run was not of the lesson's own workload.
     * @param {(id: string) => string} nameOf A model's name.
     */
    notice(told, nameOf) {
      if (told === null) return noticed.replaceChildren(make('p', { class: 'quiet' }, OTHER));
      const { sentences, missing, unmeasured } = told;
      noticed.replaceChildren(
        make('h3', {}, 'What to notice'),
        make('ul', {}, ...sentences.map((sentence) => make('li', {}, ...prose(sentence)))),
        ...(missing.length > 0 ? [make('p', { class: 'quiet' }, `There is more to notice with ${missing.map(nameOf).join(', ')}: tick and run again.`)] : []),
        ...(unmeasured.length > 0 ? [make('p', { class: 'quiet' }, `Left out, since it was not measured here: ${unmeasured.join(', ')}.`)] : []),
      );
    },
  };
}
