/* Asks about the workload while it is typed: one question at a time, the newest text last. */

const PAUSE_MS = 150;

/**
 * @template Answer
 * @param {(text: string) => Promise<Answer>} ask
 * @param {(text: string, answer: Answer) => void} answered
 * @param {(error: unknown) => void} failed
 */
export function createAsker(ask, answered, failed) {
  /** @type {string | null} */
  let waiting = null;
  let busy = false;
  let timer = 0;

  async function work() {
    if (busy) return;
    busy = true;
    while (waiting !== null) {
      const text = waiting;
      waiting = null;
      try {
        const answer = await ask(text);
        if (waiting === null) answered(text, answer);
      } catch (error) {
        failed(error);
      }
    }
    busy = false;
  }

  return {
    /** @param {string} text */
    soon(text) {
      waiting = text;
      clearTimeout(timer);
      timer = window.setTimeout(work, PAUSE_MS);
    },
    /** @param {string} text */
    now(text) {
      waiting = text;
      clearTimeout(timer);
      return work();
    },
  };
}
