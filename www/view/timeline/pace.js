/* How often a run that goes on is drawn: the page shares the cores with what it measures. */

/** Between two drawings; ms. At every frame the page took a fifth of a core from two threads on two cores. */
const REST = 60;
/** The same where motion is not wanted; ms. */
const LONG_REST = 250;
/** While lanes are added, laying them out may take one part of the time in so many. */
const SHARE = 5;

/** @param {(now: number) => void} step Draws what has come since. */
export function createPace(step) {
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  let isOn = false;
  /** The timer that leads to the next step. */
  let timer = 0;
  /** When lanes may be laid out anew. */
  let notBefore = 0;

  function stepSoon() {
    timer = window.setTimeout(() => requestAnimationFrame(tick), reducedMotion.matches ? LONG_REST : REST);
  }

  /** @param {number} now */
  function tick(now) {
    timer = 0;
    if (!isOn) return;
    stepSoon();
    step(now);
  }

  return {
    begin() {
      isOn = true;
      notBefore = 0;
      if (timer === 0) stepSoon();
    },

    end() {
      isOn = false;
    },

    /** @param {number} now */
    mayLayOut: (now) => now >= notBefore,

    /** Lanes have been laid out since then. @param {number} then */
    laidOut(then) {
      const now = performance.now();
      notBefore = now + (SHARE - 1) * (now - then);
    },
  };
}
