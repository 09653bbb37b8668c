/* The place of the workload as Python. What fills it is loaded once it is open: before a first run it costs nothing. */

import { byId, messageOf } from './dom.js';
import { keep, read } from './store.js';

/** @typedef {import('../api-types.js').Playground} Playground */
/** @typedef {import('./trail.js').Step} Step */
/** @typedef {{ text: string, models: string[], workers: number | undefined }} Shown A text without mistakes. */

/** From so wide a window on there is room for it beside the editor. */
const WIDE = '(min-width: 90rem)';

/** @param {Playground} playground */
export function createCodePane(playground) {
  const fold = byId('code', HTMLDetailsElement);
  const root = byId('code-body', HTMLDivElement);
  /** @type {Shown | null} */
  let shown = null;
  /** @type {ReturnType<typeof import('./code/pane.js').createPane> | null} */
  let pane = null;
  /** @type {(step: Step | null, text: string) => void} */
  let pointed = () => {};
  /** @type {Step | null} */
  let marked = null;

  fold.open = wasOpen();
  fold.addEventListener('toggle', () => {
    if (fold.open !== wasOpen()) keep('code-is-open', String(fold.open));
    fill();
  });

  /** As it was last left, or as there is room. */
  function wasOpen() {
    const kept = read('code-is-open');
    return kept === null ? matchMedia(WIDE).matches : kept === 'true';
  }

  async function fill() {
    if (!fold.open || shown === null) return;
    try {
      const { createPane } = await import('./code/pane.js');
      if (pane === null) {
        pane = createPane(root, playground, (step) => pointed(step, shown?.text ?? ''));
        pane.mark(marked);
      }
      if (shown !== null) pane.show(shown);
    } catch (error) {
      root.textContent = `The Python of this workload cannot be shown: ${messageOf(error)}`;
    }
  }

  return {
    /** The text that is shown. */
    get text() {
      return shown?.text ?? '';
    },

    /** @param {Shown} next */
    show(next) {
      shown = next;
      return fill();
    },

    /** @param {(step: Step | null, text: string) => void} told Of which step of which text a line is that is pointed at. */
    onPoint(told) {
      pointed = told;
    },

    /** Marks the lines of a step. @param {Step | null} step */
    mark(step) {
      marked = step;
      pane?.mark(step);
    },
  };
}
