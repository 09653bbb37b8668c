/* Has the workload checked while it is typed: one check at a time, the newest text last. */

/** @typedef {import('../api-types.js').CheckResult} CheckResult */

const PAUSE_MS = 150;

/**
 * @param {(text: string) => Promise<CheckResult>} check
 * @param {(text: string, result: CheckResult) => void} checked
 * @param {(error: unknown) => void} failed
 */
export function createChecker(check, checked, failed) {
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
        const result = await check(text);
        if (waiting === null) checked(text, result);
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
