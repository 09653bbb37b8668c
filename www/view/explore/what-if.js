/* Sliders: what the run would come to on another machine, with more tasks, with slower answers, in CPython. */

import { createAsker } from '../ask.js';
import { make, messageOf, prose } from '../dom.js';
import { counted, duration, times } from '../format.js';
import { nameOf } from '../results.js';

/** @typedef {import('../../api-types.js').Description} Description */
/** @typedef {import('../../api-types.js').Finished} Finished */
/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../../api-types.js').Prediction} Prediction */
/** @typedef {import('../../api-types.js').PredictRequest} PredictRequest */

const CORES = [1, 2, 4, 8, 16, 32, 64, 128];
const WORKERS = [1, 2, 4, 8, 16, 32, 64];
const TASKS = [1, 2, 5, 10, 50, 100, 500, 1_000];
const MOST_TASKS = 1_000_000;
const WAITS = [0, 0.1, 0.25, 0.5, 1, 2, 5, 10, 50];

/**
 * A slider over some values; its first position stands for what was run.
 *
 * @typedef {object} Slider
 * @property {HTMLElement} element
 * @property {() => number | null} value Nothing where it is as it was run.
 * @property {() => void} reset
 */

/**
 * @param {Playground} playground
 * @param {Description} description
 */
export function createWhatIf(playground, description) {
  /** @type {Finished | null} */
  let finished = null;
  let tasks = 1;
  const bars = make('div', { class: 'what-if-bars' });
  const notes = make('div', { 'aria-live': 'polite' });
  const cores = createSlider('Cores', CORES, (value) => counted(value, 'core'), ask);
  const workers = createSlider('Workers', WORKERS, (value) => counted(value, 'worker'), ask);
  const more = createSlider('Tasks', TASKS.slice(1), (value) => `${times(value)} as many`, ask);
  const io = createSlider('Waits for I/O', WAITS.filter((value) => value !== 1), (value) => (value === 0 ? 'none' : `${times(value)} as long`), ask);
  const cpython = make('input', { type: 'checkbox', id: 'what-if-cpython' });
  cpython.addEventListener('change', ask);
  const reset = make('button', { type: 'button', class: 'small' }, 'As it was run');
  reset.addEventListener('click', () => {
    for (const slider of [cores, workers, more, io]) slider.reset();
    cpython.checked = false;
    ask();
  });
  const legend = make('p', { class: 'quiet' }, make('span', { class: 'swatch predicted' }), ' predicted, by simulation ', make('span', { class: 'swatch measured' }), ' measured here');
  const element = make(
    'div', {},
    make('div', { class: 'what-if-sliders' }, cores.element, workers.element, more.element, io.element),
    make('label', { class: 'what-if-python', for: cpython.id }, cpython, ' Computing as slow as the same work in CPython'),
    reset, legend, bars, notes,
  );

  const asker = createAsker(
    (question) => playground.predict({ ...JSON.parse(question), measured: finished?.result }),
    (_, prediction) => draw(prediction),
    (error) => notes.replaceChildren(make('p', { class: 'bad' }, messageOf(error))),
  );

  function ask() {
    if (finished === null) return;
    const times = more.value();
    /** @type {PredictRequest} */
    const question = { workload: finished.workload, models: Object.keys(finished.result.models), cpython: cpython.checked };
    const chosen = { cores: cores.value(), workers: workers.value(), tasks: times === null ? null : Math.min(times * tasks, MOST_TASKS), io: io.value() };
    for (const [name, value] of Object.entries(chosen)) if (value !== null) Object.assign(question, { [name]: value });
    asker.now(JSON.stringify(question));
  }

  /** @param {Prediction} prediction */
  function draw(prediction) {
    if (finished === null) return;
    const { models } = finished.result;
    const longest = Math.max(...Object.values(prediction.models).map(({ wallMs }) => wallMs), ...Object.values(models).map(({ wallMs }) => wallMs));
    bars.replaceChildren(
      ...Object.entries(prediction.models).map(([id, { wallMs, exact }]) => {
        const measured = models[id]?.error ? null : models[id]?.wallMs ?? null;
        return make(
          'div', { class: 'what-if-model' },
          make('p', {}, make('strong', {}, nameOf(id, description)), ` predicted ${exact ? '' : 'about '}${duration(wallMs)}`, ...(measured === null ? [] : [`, measured ${duration(measured)}`])),
          bar('predicted', wallMs, longest),
          ...(measured === null ? [] : [bar('measured', measured, longest)]),
        );
      }),
    );
    notes.replaceChildren(make('ul', { class: 'notes' }, ...prediction.notes.map((note) => make('li', {}, ...prose(note)))));
  }

  return {
    element,
    /** @param {Finished} next */
    async show(next) {
      finished = next;
      tasks = Object.values(next.result.models)[0]?.tasks.length ?? 1;
      ask();
    },
  };
}

/**
 * @param {'predicted' | 'measured'} what
 * @param {number} ms
 * @param {number} longest
 */
function bar(what, ms, longest) {
  const drawn = make('div', { class: `what-if-bar ${what}` });
  drawn.style.inlineSize = `${longest > 0 ? (100 * ms) / longest : 0}%`;
  return drawn;
}

/**
 * @param {string} name
 * @param {number[]} values
 * @param {(value: number) => string} tell
 * @param {() => void} changed
 * @returns {Slider}
 */
function createSlider(name, values, tell, changed) {
  const id = `what-if-${name.toLowerCase().replaceAll(/\W+/g, '-')}`;
  const range = make('input', { type: 'range', id, min: 0, max: values.length, step: 1, value: 0 });
  const output = make('output', { for: id, 'aria-live': 'off' });
  const value = () => (range.valueAsNumber === 0 ? null : values[range.valueAsNumber - 1]);
  function show() {
    const chosen = value();
    const text = chosen === null ? 'as it was run' : tell(chosen);
    output.textContent = text;
    range.setAttribute('aria-valuetext', text);
  }
  range.addEventListener('input', () => {
    show();
    changed();
  });
  show();
  return {
    element: make('div', { class: 'what-if-slider' }, make('label', { for: id }, name), output, range),
    value,
    reset() {
      range.value = '0';
      show();
    },
  };
}
