/* How often a run that goes on is drawn: the page shares the cores with what it measures. */

/** Between two drawings; ms. At every frame the page took a fifth of a core from two threads on two cores. */
const REST = 60;
/** The same where motion is not wanted; ms. */
const LONG_REST = 250;
/** Drawing may take one part of the time in so many. */
const SHARE = 10;

/** @param {(now: number) => void} step Draws what has come since. */
export function createPace(step) {
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  let isOn = false;
  /** The timer that leads to the next step. */
  let timer = 0;

  /** @param {number} [tookMs] What the last step took. */
  function stepSoon(tookMs = 0) {
    const rest = reducedMotion.matches ? LONG_REST : REST;
    timer = window.setTimeout(() => requestAnimationFrame(tick), Math.max(rest, (SHARE - 1) * tookMs));
  }

  /** @param {number} now */
  function tick(now) {
    timer = 0;
    if (!isOn) return;
    const began = performance.now();
    step(now);
    stepSoon(performance.now() - began);
  }

  return {
    begin() {
      isOn = true;
      if (timer === 0) stepSoon();
    },

    end() {
      isOn = false;
    },
  };
}
