/* Run, Stop and the line below them, which says (aloud, too) what goes on. */

import { byId, prose } from './dom.js';

/** @typedef {import('../api-types.js').State} State */

/**
 * @param {object} listeners
 * @param {() => void} listeners.run
 * @param {() => void} listeners.stop
 */
export function createControls({ run, stop }) {
  const runButton = byId('run', HTMLButtonElement);
  const stopButton = byId('stop', HTMLButtonElement);
  const status = byId('status', HTMLParagraphElement);

  byId('setup', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  stopButton.addEventListener('click', stop);

  return {
    /** @param {State} state */
    show(state) {
      // `disabled` would throw the focus off the button that has just been pressed.
      runButton.setAttribute('aria-disabled', String(state !== 'idle'));
      stopButton.setAttribute('aria-disabled', String(state !== 'starting' && state !== 'running'));
      document.body.classList.toggle('is-running', state !== 'idle');
    },
    /** @param {string} sentence */
    say(sentence) {
      status.replaceChildren(...prose(sentence));
    },
  };
}
