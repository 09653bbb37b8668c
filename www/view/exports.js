/* Buttons that take a run along: its trace in the formats of the desk, the timeline as a picture. */

import { byId, make, messageOf } from './dom.js';

/** @typedef {import('../api-types.js').Format} Format */
/** @typedef {import('../api-types.js').Playground} Playground */

const PERFETTO = 'https://ui.perfetto.dev';

/**
 * @param {Playground} playground
 * @param {(sentence: string) => void} say
 */
export function createExports(playground, say) {
  const { formats } = playground.describe();
  const root = byId('exports', HTMLDivElement);

  /**
   * @param {string} name
   * @param {string} title
   * @param {string} ending
   * @param {() => Promise<Blob>} create
   */
  function saver(name, title, ending, create) {
    const button = make('button', { type: 'button', class: 'small', title }, name);
    button.addEventListener('click', async () => {
      try {
        save(await create(), `concurrency-playground.${ending}`);
      } catch (error) {
        say(`${name} could not be saved: ${messageOf(error)}`);
      }
    });
    return button;
  }

  // Nothing is asked of that host before the link is followed, and nothing is sent to it then.
  const perfetto = make('a', { href: PERFETTO, target: '_blank', rel: 'noopener noreferrer' }, 'ui.perfetto.dev');
  const byHand = make('span', { class: 'quiet' }, 'A saved Perfetto trace opens in ', perfetto, ', which reads it on your machine.');
  root.replaceChildren(
    make('span', { class: 'quiet' }, 'Save'),
    ...formats.map(({ id, name, ending, summary }) => saver(name, summary, ending, () => playground.exportTrace(id))),
    saver('PNG', 'The timeline as it stands here.', 'png', async () => (await import('./timeline/picture.js')).picture()),
    byHand,
  );
  let isAsked = false;

  /** Has a link in the sentence's place where the trace can be handed over. */
  async function offerHandOver() {
    if (isAsked) return;
    isAsked = true;
    try {
      const [{ canHandOver, createHandOver }] = await Promise.all([import('./hand-over.js'), playground.prepared]);
      if (canHandOver(playground.environment.serviceWorker)) byHand.replaceWith(createHandOver(playground));
    } catch (error) {
      isAsked = false;
      console.info(`The trace is to be saved: ${messageOf(error)}`);
    }
  }

  return {
    /** @param {boolean} isThere Whether there is a run to take along. */
    show(isThere) {
      root.hidden = !isThere;
      if (isThere) offerHandOver();
    },
  };
}

/**
 * Has the browser save a file.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const href = URL.createObjectURL(blob);
  make('a', { href, download: name }).click();
  // The browser has taken hold of it by the next task.
  setTimeout(() => URL.revokeObjectURL(href));
}
