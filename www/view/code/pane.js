/*
 * The workload as Python, for each model that is ticked and in each style: lines as the desk writes them, each linked
 * with its step. It is loaded when somebody looks at it.
 */

import { make, messageOf } from '../dom.js';
import { save } from '../exports.js';
import { createRows } from './rows.js';

/** @typedef {import('../../api-types.js').Listing} Listing */
/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../code-pane.js').Shown} Shown */
/** @typedef {import('../trail.js').Step} Step */

/** @type {[Listing['style'], string, string][]} */
const STYLES = [
  ['await', 'async/await', 'A function stands still at its await, and goes on there'],
  ['callbacks', 'callbacks', 'A function never waits: what comes after a wait is another one, which the event loop calls back'],
];

/**
 * @param {HTMLElement} root
 * @param {Playground} playground
 * @param {(step: Step | null) => void} pointed Of which step the line is that is pointed at, gone to or chosen.
 */
export function createPane(root, playground, pointed) {
  const { models } = playground.describe();
  const tabs = make('div', { class: 'code-tabs', role: 'tablist', 'aria-label': 'Model' });
  const styles = STYLES.map(([id, name, title]) => {
    const button = make('button', { type: 'button', class: 'small', title }, name);
    button.addEventListener('click', () => {
      if (listing?.noCallbacks !== null) return;
      style = id;
      write();
    });
    return button;
  });
  const why = make('p', { class: 'code-why quiet', id: 'code-why', hidden: true });
  const copy = make('button', { type: 'button', class: 'small' }, 'Copy');
  const take = make('button', { type: 'button', class: 'small' }, 'Take home');
  const whole = make('input', { type: 'checkbox', id: 'code-whole' });
  const said = make('span', { class: 'quiet', role: 'status' });
  const rows = createRows(pointed);
  const { list } = rows;
  root.replaceChildren(
    make(
      'div',
      { class: 'code-head' },
      tabs,
      make(
        'div',
        { class: 'code-actions' },
        make('div', { class: 'segments', role: 'group', 'aria-label': 'Style', 'aria-describedby': why.id }, ...styles),
        make('label', { for: whole.id }, whole, ' Whole file'),
        copy,
        take,
        said,
      ),
    ),
    why,
    ...rows.elements,
  );

  /** @type {Shown | null} */
  let shown = null;
  let model = '';
  /** As far as the model has it. @type {Listing['style']} */
  let style = 'await';
  /** @type {Listing | null} */
  let listing = null;

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
    /** @type {HTMLElement | null} */ (tabs.querySelector('[aria-selected="true"]'))?.focus();
  });

  function fileText() {
    return `${(listing?.lines ?? []).map((line) => line.text).join('\n')}\n`;
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
    const asked = { shown, model, style };
    try {
      const written = await playground.code(shown.text, model, shown.workers, style);
      // Another answer is on its way.
      if (asked.shown !== shown || asked.model !== model || asked.style !== style) return;
      listing = written;
      said.textContent = '';
      draw();
    } catch (error) {
      if (asked.shown !== shown || asked.model !== model || asked.style !== style) return;
      // What stood here is of another model, and would be taken home as this one's.
      listing = null;
      said.textContent = messageOf(error);
      draw();
    }
  }

  function draw() {
    const lines = listing?.lines ?? [];
    const refusal = listing?.noCallbacks ?? null;
    why.hidden = refusal === null;
    why.textContent = refusal;
    styles.forEach((button, i) => {
      button.setAttribute('aria-disabled', String(refusal !== null));
      button.setAttribute('aria-pressed', String(refusal === null && listing?.style === STYLES[i][0]));
    });
    const first = lines.findIndex((line) => line.part === 'workload' && line.text !== '');
    list.setAttribute('aria-label', `Python for ${nameOf(model)}`);
    rows.show(whole.checked ? lines : lines.filter((line, i) => line.part === 'workload' && i >= first));
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

    /** Marks the lines of a step. @param {Step | null} step */
    mark(step) {
      rows.mark(step);
    },
  };
}
