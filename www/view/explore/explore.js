/* A closer look at a run: what if, how the tasks' times are spread, and speed-up on more and more threads. */

import { createAge } from '../age.js';
import { byId, make, messageOf } from '../dom.js';
import { createLatency } from './latency.js';
import { createSpeedup } from './speedup.js';
import { createWhatIf } from './what-if.js';

/** @typedef {import('../../api-types.js').Description} Description */
/** @typedef {import('../../api-types.js').Finished} Finished */
/** @typedef {import('../../api-types.js').Playground} Playground */

/**
 * One way to look: it shows a run when it is opened, and each later one while it is open.
 *
 * @typedef {{ element: HTMLElement, show: (finished: Finished) => void | Promise<void> }} Look
 */

/**
 * @param {Playground} playground
 * @param {Description} description
 * @param {(sentence: string) => void} say
 */
export function createExplorer(playground, description, say) {
  const section = byId('explore', HTMLElement);
  /** @type {Finished | null} */
  let finished = null;
  /** @type {[string, Look][]} */
  const looks = [
    ['What if …', createWhatIf(playground, description)],
    ['How long tasks took', createLatency(description)],
    ['Speed-up on more threads', createSpeedup(playground, say)],
  ];
  const parts = looks.map(([title, look]) => {
    const details = make('details', { class: 'look' }, make('summary', {}, title), look.element);
    /** The run that it shows. @type {Finished | null} */
    let shown = null;
    async function refresh() {
      if (!details.open || finished === null || shown === finished) return;
      shown = finished;
      try {
        await look.show(finished);
      } catch (error) {
        look.element.replaceChildren(make('p', { class: 'bad' }, messageOf(error)));
      }
    }
    details.addEventListener('toggle', refresh);
    return { details, refresh };
  });
  section.replaceChildren(make('h2', { id: 'explore-heading' }, 'A closer look ', createAge('run')), ...parts.map(({ details }) => details));

  return {
    /** @param {Finished} next */
    show(next) {
      finished = next;
      section.hidden = Object.keys(next.result.models).length === 0;
      for (const { refresh } of parts) refresh();
    },
  };
}
