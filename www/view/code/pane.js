/*
 * The workload as Python, for each model that is ticked: lines as the desk writes them, each linked with its step. It is
 * loaded when somebody looks at it.
 */

import { make, messageOf } from '../dom.js';
import { save } from '../exports.js';
import { pythonParts } from './python.js';

/** @typedef {import('../../api-types.js').CodeLine} CodeLine */
/** @typedef {import('../../api-types.js').Listing} Listing */
/** @typedef {import('../../api-types.js').ModelDescription} ModelDescription */
/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../code-pane.js').Shown} Shown */
/** @typedef {import('../code-pane.js').Range} Range */

/**
 * @param {HTMLElement} root
 * @param {Playground} playground
 * @param {(range: Range | null) => void} mark Shows in the editor which step is meant.
 */
export function createPane(root, playground, mark) {
  const { models } = playground.describe();
  const tabs = make('div', { class: 'code-tabs', role: 'tablist', 'aria-label': 'Model' });
  const copy = make('button', { type: 'button', class: 'small' }, 'Copy');
  const take = make('button', { type: 'button', class: 'small' }, 'Take home');
  const whole = make('input', { type: 'checkbox', id: 'code-whole' });
  const said = make('span', { class: 'quiet', role: 'status' });
  const list = make('ol', { class: 'code-lines', id: 'code-lines', role: 'tabpanel', tabindex: 0 });
  root.replaceChildren(
    make(
      'div',
      { class: 'code-head' },
      tabs,
      make('div', { class: 'code-actions' }, make('label', { for: whole.id }, whole, ' Whole file'), copy, take, said),
    ),
    list,
  );

  /** @type {Shown | null} */
  let shown = null;
  let model = '';
  /** @type {Listing | null} */
  let listing = null;
  /** The row that is gone to by keys. */
  let current = -1;

  whole.addEventListener('change', draw);
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(fileText());
      said.textContent = 'Copied.';
    } catch (error) {
      said.textContent = `The browser does not let the page copy: ${messageOf(error)}`;
    }
  });
  take.addEventListener('click', () => {
    if (listing !== null) save(new Blob([fileText()], { type: 'text/x-python' }), listing.name);
  });
  tabs.addEventListener('click', (event) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset.model : undefined;
    if (id !== undefined) choose(id);
  });
  tabs.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || shown === null) return;
    event.preventDefault();
    const ids = shown.models;
    choose(ids[(ids.indexOf(model) + step + ids.length) % ids.length]);
    tabs.querySelector('button[aria-selected="true"]')?.dispatchEvent(new Event('focus'));
    /** @type {HTMLElement | null} */ (tabs.querySelector('[aria-selected="true"]'))?.focus();
  });
  list.addEventListener('pointerover', (event) => point(rowOf(event.target)));
  list.addEventListener('pointerleave', () => point(-1));
  list.addEventListener('blur', () => point(-1));
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    point(Math.min(Math.max(current + step, 0), list.children.length - 1));
    list.children[current]?.scrollIntoView({ block: 'nearest' });
  });

  function fileText() {
    return `${(listing?.lines ?? []).map((line) => line.text).join('\n')}\n`;
  }

  /** @param {EventTarget | null} target */
  function rowOf(target) {
    const row = target instanceof Element ? target.closest('li') : null;
    return row === null ? -1 : [...list.children].indexOf(row);
  }

  /** @param {number} row */
  function point(row) {
    list.children[current]?.classList.remove('current');
    current = row;
    const item = /** @type {HTMLElement | undefined} */ (list.children[row]);
    item?.classList.add('current');
    const range = item === undefined ? null : rangeOf(Number(item.dataset.line ?? NaN), item.dataset.step);
    mark(range);
  }

  /**
   * Where the step of a row of Python stands in the workload, or all of its line.
   *
   * @param {number} line
   * @param {string | undefined} step
   * @returns {Range | null}
   */
  function rangeOf(line, step) {
    const steps = shown?.lines[line]?.steps ?? [];
    if (steps.length === 0) return null;
    if (step !== undefined) return steps[Number(step)] ?? null;
    return { start: steps[0].start, end: Math.max(...steps.map(({ end }) => end)) };
  }

  /** @param {string} id */
  async function choose(id) {
    model = id;
    for (const tab of tabs.children) {
      const isChosen = /** @type {HTMLElement} */ (tab).dataset.model === id;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.setAttribute('tabindex', isChosen ? '0' : '-1');
    }
    await write();
  }

  async function write() {
    if (shown === null) return;
    const asked = shown;
    const id = model;
    try {
      const written = await playground.code(asked.text, id, asked.workers);
      // Another answer is on its way.
      if (asked !== shown || id !== model) return;
      listing = written;
      said.textContent = '';
      draw();
    } catch (error) {
      said.textContent = messageOf(error);
    }
  }

  function draw() {
    current = -1;
    mark(null);
    const lines = listing?.lines ?? [];
    const first = lines.findIndex((line) => line.part === 'workload' && line.text !== '');
    const rows = whole.checked ? lines : lines.filter((line, i) => line.part === 'workload' && i >= first);
    list.setAttribute('aria-label', `Python for ${nameOf(model)}`);
    list.replaceChildren(...rows.map(row));
  }

  /** @param {CodeLine} line */
  function row({ text, line, step }) {
    const item = make('li', {}, ...pythonParts(text).map((part) => (part.kind === '' ? part.text : make('span', { class: `py-${part.kind}` }, part.text))));
    if (line !== undefined) item.dataset.line = String(line);
    if (step !== undefined && step !== null) item.dataset.step = String(step);
    return item;
  }

  /** @param {string} id */
  function nameOf(id) {
    return models.find((model) => model.id === id)?.name ?? id;
  }

  return {
    /** @param {Shown} next */
    show(next) {
      const isSame = shown !== null && shown.models.join() === next.models.join();
      shown = next;
      root.hidden = next.models.length === 0;
      if (!isSame) {
        tabs.replaceChildren(
          ...next.models.map((id) => make('button', { type: 'button', role: 'tab', class: 'small', 'data-model': id, 'aria-controls': list.id }, nameOf(id))),
        );
      }
      if (next.models.length > 0) choose(next.models.includes(model) ? model : next.models[0]);
    },

    /** Marks the rows of Python of the step in which the caret stands. @param {number | null} offset */
    follow(offset) {
      const [line, step] = offset === null || shown === null ? [-1, -1] : stepAt(shown, offset);
      let isFirst = true;
      for (const item of list.children) {
        const { dataset } = /** @type {HTMLElement} */ (item);
        const isOf = dataset.line === String(line) && dataset.step === String(step);
        item.classList.toggle('linked', isOf);
        if (isOf && isFirst) item.scrollIntoView({ block: 'nearest' });
        isFirst &&= !isOf;
      }
    },
  };
}

/**
 * The innermost step that an offset is in.
 *
 * @param {Shown} shown
 * @param {number} offset
 * @returns {[number, number]}
 */
function stepAt({ lines }, offset) {
  for (const [number, line] of lines.entries()) {
    const around = line.steps.filter(({ start, end }) => start <= offset && offset <= end);
    // Steps come before those in their parts.
    const innermost = around.at(-1);
    if (innermost !== undefined) return [number, innermost.number];
  }
  return [-1, -1];
}
