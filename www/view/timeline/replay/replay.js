/*
 * The run again, as slowly as one likes: a bar under the timeline, a line across it, and what was going on there. What was
 * going on is the desk's answer; here is only the hand on the clock.
 *
 *   still ─ play ─▶ playing ─ pause, the end ─▶ still
 *     ▲ step, drag, click in the timeline │
 */

import { make, messageOf, prose } from '../../dom.js';
import { duration, whole } from '../../format.js';
import { showState } from './state.js';

/** @typedef {import('../../../api-types.js').Playground} Playground */
/** @typedef {import('../../../api-types.js').Study} Study */
/** @typedef {import('../../../api-types.js').StudyState} StudyState */
/** @typedef {import('../../../api-types.js').TraceModel} TraceModel */
/** @typedef {import('../section.js').Section} Section */

/** A run is played in about so long at first; ms. */
const AT_FIRST = 15_000;
/** Times as slow as it was, as powers of ten: from ten times as quick to a microsecond a tenth of a second. */
const LEAST = -1;
const MOST = 5;
/** Between two moments where motion is not wanted; ms. */
const STILL = 700;

/**
 * @param {object} source
 * @param {Playground} source.playground
 * @param {(section: Section | null, ms: number) => void} source.showCursor Where in which timeline; `null`: nowhere.
 */
export function createReplay({ playground, showCursor }) {
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  const choice = make('select', { 'aria-label': 'Timeline to replay' });
  const back = button('◀', 'Step back (←)', () => step(-1));
  const play = button('Play', 'Play or pause (space)', toggle);
  const on = button('▶', 'Step on (→)', () => step(1));
  const moment = make('input', { type: 'range', min: 0, max: 0, value: 0, step: 1, class: 'replay-moment', 'aria-label': 'Moment' });
  const slowness = make('input', { type: 'range', min: LEAST, max: MOST, value: 0, step: 0.1, 'aria-label': 'Slowness' });
  // Told by the sliders themselves, and while it plays by nobody.
  const slow = make('span', {});
  const time = make('span', { class: 'replay-time' });
  const sentence = make('p', { class: 'replay-sentence', 'aria-live': 'polite' });
  const state = make('div', { class: 'replay-state' });
  const element = make(
    'section',
    { class: 'replay', 'aria-label': 'Replay' },
    make('h3', {}, 'Replay'),
    make('div', { class: 'replay-bar' }, choice, make('div', { class: 'segments', role: 'group', 'aria-label': 'Steps' }, back, play, on), moment, time),
    make('label', { class: 'replay-slowness' }, 'Slowness ', slowness, slow),
    sentence,
    state,
  );

  /** The timelines that can be replayed. @type {Section[]} */
  let offered = [];
  /** The one that was chosen; as long as it is not offered, or none was, the first one stands in. @type {Section | null} */
  let chosen = null;
  /** The one that is replayed. @type {{ section: Section, trace: TraceModel, study: Study } | null} */
  let opened = null;
  /** What is shown. @type {StudyState | null} */
  let shown = null;
  /** The moment that was asked for last. */
  let aim = 0;
  /** Where the clock stands. */
  let ms = 0;
  let playing = 0;
  let lastFrame = 0;
  /** One question at a time, the newest last. @type {(() => Promise<StudyState | null>) | null} */
  let question = null;
  let isAsking = false;
  /** Whether somebody has turned to it: until then no line lies over the timeline. */
  let isUsed = false;

  for (const type of ['click', 'input', 'keydown']) element.addEventListener(type, () => (isUsed = true), { capture: true });
  choice.addEventListener('change', () => open((chosen = offered[choice.selectedIndex])));
  moment.addEventListener('input', () => {
    pause();
    goTo(moment.valueAsNumber);
  });
  slowness.addEventListener('input', showSlowness);
  element.addEventListener('keydown', (event) => {
    const { target } = event;
    const isButton = target instanceof HTMLButtonElement;
    // A button is pressed by space, a list is opened by it; sliders have arrows of their own.
    if (event.key === ' ' && target === moment) toggle();
    else if (event.key === 'ArrowRight' && isButton) step(1);
    else if (event.key === 'ArrowLeft' && isButton) step(-1);
    else return;
    event.preventDefault();
  });

  /** @param {string} text @param {string} title @param {() => void} act */
  function button(text, title, act) {
    const made = make('button', { type: 'button', class: 'small', title, 'aria-label': title.replace(/ \(.*\)$/, '') }, text);
    made.addEventListener('click', act);
    return made;
  }

  /** @returns {number} Times as slow as it was. */
  const factor = () => 10 ** slowness.valueAsNumber;

  function showSlowness() {
    const times = factor();
    slow.textContent = times < 0.95 ? `${(1 / times).toFixed(1)} times as quick` : times < 1.05 ? 'as it was' : `${times < 10 ? times.toFixed(1) : whole(Math.round(times))} times as slow`;
    slowness.setAttribute('aria-valuetext', slow.textContent);
  }

  /** @param {Section} section */
  async function open(section) {
    const trace = section.whole;
    if (trace === null) return;
    pause();
    shown = null;
    aim = 0;
    choice.selectedIndex = offered.indexOf(section);
    try {
      const mine = (opened = { section, trace, study: playground.study(trace) });
      const count = await mine.study.moments();
      // Another has been opened meanwhile.
      if (opened !== mine) return;
      moment.max = String(Math.max(count - 1, 0));
      const wanted = Math.log10(AT_FIRST / Math.max(section.elapsed(), 0.001));
      slowness.value = String(Math.min(Math.max(Math.round(wanted * 10) / 10, LEAST), MOST));
      showSlowness();
      goTo(0);
    } catch (error) {
      sentence.textContent = messageOf(error);
    }
  }

  /** @param {number} next */
  function goTo(next) {
    const study = opened?.study;
    const asked = Math.min(Math.max(next, 0), Number(moment.max));
    aim = asked;
    ask(async () => (await study?.state(asked)) ?? null);
  }

  /** @param {number} next In ms. */
  function goToTime(next) {
    const study = opened?.study;
    ask(async () => {
      if (study === undefined) return null;
      const at = await study.momentAt(next);
      if (question === null) aim = at;
      return study.state(at);
    });
  }

  /** @param {() => Promise<StudyState | null>} next */
  async function ask(next) {
    question = next;
    if (isAsking) return;
    isAsking = true;
    try {
      while (question !== null) {
        const asked = question;
        question = null;
        const answer = await asked();
        if (answer !== null && (question === null || playing !== 0)) show(answer);
      }
    } catch (error) {
      pause();
      aim = shown?.moment ?? 0;
      sentence.textContent = messageOf(error);
    }
    isAsking = false;
  }

  /** @param {StudyState} next */
  function show(next) {
    if (playing === 0 || reducedMotion.matches) ms = next.ms;
    if (question === null) aim = next.moment;
    if (shown?.moment === next.moment && shown.ms === next.ms && playing !== 0) return;
    shown = next;
    moment.value = String(next.moment);
    sentence.replaceChildren(...prose(next.sentence));
    moment.setAttribute('aria-valuetext', `${duration(next.ms)}: ${sentence.textContent}`);
    showState(state, next);
    showClock();
  }

  function showClock() {
    time.textContent = shown === null ? '' : `${duration(ms)} · ${whole(shown.moment + 1)} of ${whole(shown.moments)}`;
    showCursor(isUsed && opened !== null ? opened.section : null, ms);
  }

  /** @param {1 | -1} direction */
  function step(direction) {
    pause();
    // Of steps that come quicker than their answers, each counts.
    goTo(aim + direction);
  }

  function toggle() {
    if (playing !== 0) return pause();
    // At its end it begins anew.
    if (shown !== null && shown.moment === shown.moments - 1) {
      ms = 0;
      goTo(0);
    }
    play.textContent = 'Pause';
    // Each sentence aloud would come too quickly.
    sentence.setAttribute('aria-live', 'off');
    lastFrame = performance.now();
    playing = requestAnimationFrame(tick);
  }

  function pause() {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = 'Play';
    sentence.setAttribute('aria-live', 'polite');
  }

  /** @param {number} now */
  function tick(now) {
    if (shown !== null && shown.moment === shown.moments - 1 && ms >= shown.ms) return pause();
    playing = requestAnimationFrame(tick);
    if (reducedMotion.matches) {
      if (now - lastFrame < STILL) return;
      lastFrame = now;
      return goTo((shown?.moment ?? 0) + 1);
    }
    ms += (now - lastFrame) / factor();
    lastFrame = now;
    if (!isAsking) goToTime(ms);
    showClock();
  }

  return {
    element,

    /** These can be replayed, and no others. @param {Section[]} sections */
    offer(sections) {
      offered = sections;
      choice.replaceChildren(...offered.map(({ name }) => make('option', {}, name)));
      choice.hidden = offered.length < 2;
      element.hidden = offered.length === 0;
      if (offered.length === 0) {
        pause();
        return showCursor(null, 0);
      }
      const next = offered.find((section) => section === chosen) ?? offered[0];
      if (next.whole !== opened?.trace) {
        isUsed = false;
        return open(next);
      }
      choice.selectedIndex = offered.indexOf(next);
      showClock();
    },

    /** @param {Section} section @param {number} next In ms. */
    async look(section, next) {
      if (!offered.includes(section)) return;
      pause();
      isUsed = true;
      chosen = section;
      if (section !== opened?.section) await open(section);
      goToTime(next);
    },
  };
}
