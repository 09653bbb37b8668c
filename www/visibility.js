/* What is to be seen of the page, and when: browsers slow down the timers of hidden tabs, and drawing takes a core. */

/** So long may a frame be due, in a frame that is out of sight, say; ms. */
const FRAME_MS = 1000;

/** Resolves once the page has drawn what was changed until now; at once where there is nobody to draw for. */
export async function drawn() {
  if (document.visibilityState === 'hidden') return;
  const { promise, resolve } = Promise.withResolvers();
  const late = setTimeout(resolve, FRAME_MS);
  // What is called within a frame comes before it is drawn, and a timer then after.
  requestAnimationFrame(() => setTimeout(resolve));
  await promise;
  clearTimeout(late);
}

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
