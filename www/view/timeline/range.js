/* What the time in a stretch went into, by kind and model: a table, and a sentence for those who do not see it. */

import { make, messageOf } from '../dom.js';
import { duration } from '../format.js';

/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../../api-types.js').Within} Within */
/** @typedef {import('./section.js').Section} Section */

/**
 * @param {object} source
 * @param {Playground} source.playground
 * @param {() => Section[]} source.sections
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

  async function tell() {
    const asked = stretch;
    if (asked === null) return;
    const over = sections().filter((section) => section.isOver);
    const found = await Promise.all(over.map(async ({ id, name }) => ({ name, within: await playground.study(id).within(asked.fromMs, asked.toMs) })));
    // Another stretch has been chosen meanwhile.
    if (stretch !== asked) return;
    heading.textContent = `From ${duration(asked.fromMs)} to ${duration(asked.toMs)}: ${duration(asked.toMs - asked.fromMs)}`;
    body.replaceChildren(table(found, nameOf));
    panel.hidden = false;
    spoken.textContent = `${heading.textContent}. ${found.map(({ name, within }) => sentence(name, within, nameOf)).join(' ')}`;
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
      if (isDone) tell().catch((error) => (spoken.textContent = messageOf(error)));
    },
  };
}

/**
 * @param {{ name: string, within: Within }[]} found
 * @param {(kind: number) => string} nameOf
 */
function table(found, nameOf) {
  const kinds = [...new Set(found.flatMap(({ within }) => within.kinds.map(({ kind }) => kind)))];
  const head = ['', ...found.map(({ name }) => name)].map((name) => (name === '' ? make('td', {}) : make('th', { scope: 'col' }, name)));
  const rows = kinds.map((kind) => {
    const cells = found.map(({ within }) => {
      const one = within.kinds.find((each) => each.kind === kind);
      return make('td', {}, one === undefined ? '–' : `${duration(one.ms)} · ${Math.round(one.share * 100)} %`);
    });
    return make('tr', {}, make('th', { scope: 'row' }, nameOf(kind)), ...cells);
  });
  const empty = kinds.length === 0 ? [make('caption', {}, 'Nothing went on then.')] : [];
  // A keyboard scrolls only what has the focus.
  return make(
    'div',
    { class: 'scrollable', tabindex: '0', role: 'region', 'aria-label': 'Where the time in the stretch went' },
    make('table', {}, ...empty, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows)),
  );
}

/**
 * @param {string} name
 * @param {Within} within
 * @param {(kind: number) => string} nameOf
 */
function sentence(name, { kinds }, nameOf) {
  if (kinds.length === 0) return `${name}: nothing went on.`;
  return `${name}: ${kinds.map(({ kind, ms, share }) => `${nameOf(kind)} ${duration(ms)}, ${Math.round(share * 100)} %`).join('; ')}.`;
}
