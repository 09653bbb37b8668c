/* The place of the workload as Python. What fills it is loaded once it is open: before a first run it costs nothing. */

import { byId, messageOf } from './dom.js';
import { readFold, keepFold } from './store.js';

/** @typedef {import('../api-types.js').Line} Line */
/** @typedef {import('../api-types.js').Playground} Playground */
/** @typedef {{ start: number, end: number }} Range In the workload, in UTF-16 units. */
/** @typedef {{ text: string, models: string[], workers: number | undefined, lines: Line[] }} Shown A text without mistakes. */

/** From so wide a window on there is room for it beside the editor. */
const WIDE = '(min-width: 90rem)';

/**
 * @param {Playground} playground
 * @param {ReturnType<typeof import('./editor/editor.js').createEditor>} editor
 */
export function createCodePane(playground, editor) {
  const fold = byId('code', HTMLDetailsElement);
  const root = byId('code-body', HTMLDivElement);
  /** @type {Shown | null} */
  let shown = null;
  /** @type {ReturnType<typeof import('./code/pane.js').createPane> | null} */
  let pane = null;

  fold.open = readFold() ?? matchMedia(WIDE).matches;
  fold.addEventListener('toggle', () => {
    if (fold.open !== (readFold() ?? matchMedia(WIDE).matches)) keepFold(fold.open);
    fill();
  });
  editor.onCaret((offset) => {
    if (fold.open) pane?.follow(offset);
  });

  async function fill() {
    if (!fold.open || shown === null) return;
    try {
      const { createPane } = await import('./code/pane.js');
      pane ??= createPane(root, playground, editor.mark);
      if (shown !== null) pane.show(shown);
    } catch (error) {
      root.textContent = `The Python of this workload cannot be shown: ${messageOf(error)}`;
    }
  }

  return {
    /** @param {Shown} next */
    show(next) {
      shown = next;
      return fill();
    },
  };
}
