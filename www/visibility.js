/* Whether a tab was to be seen while something went on in it: browsers slow down the timers of hidden ones. */

/**
 * Does work, and looks.
 *
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<{ result: Result, hidden: boolean }>} `hidden` if the tab was, for some of the time.
 */
export async function watched(work) {
  let hidden = false;
  const look = () => (hidden ||= document.visibilityState === 'hidden');
  look();
  document.addEventListener('visibilitychange', look);
  try {
    const result = await work();
    return { result, hidden };
  } finally {
    document.removeEventListener('visibilitychange', look);
  }
}
