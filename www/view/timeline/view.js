/* What part of the time is in the timeline's window: all of it, or what somebody has zoomed in on. */

/** No narrower than this: the clocks of browsers are no finer; ms. */
const NARROWEST = 0.01;

/** @param {() => void} changed */
export function createView(changed) {
  /** How long all of it is; ms. */
  let wholeMs = 1;
  /** @type {{ fromMs: number, toMs: number } | null} */
  let zoom = null;

  /**
   * @param {number} fromMs
   * @param {number} toMs
   */
  function show(fromMs, toMs) {
    const width = Math.min(Math.max(toMs - fromMs, NARROWEST), wholeMs);
    const from = Math.min(Math.max(fromMs, 0), wholeMs - width);
    const next = width >= wholeMs ? null : { fromMs: from, toMs: from + width };
    if (next?.fromMs === zoom?.fromMs && next?.toMs === zoom?.toMs) return;
    zoom = next;
    changed();
  }

  return {
    get fromMs() {
      return zoom?.fromMs ?? 0;
    },
    get toMs() {
      return zoom?.toMs ?? wholeMs;
    },
    get wholeMs() {
      return wholeMs;
    },
    get isFit() {
      return zoom === null;
    },

    /** Says how long all of it is, without a word to anybody. @param {number} ms */
    hold(ms) {
      wholeMs = ms;
      if (zoom !== null && zoom.fromMs >= ms) zoom = null;
    },

    fit() {
      show(0, wholeMs);
    },

    show,

    /** @param {number} factor More than 1 shows less time. @param {number} aroundMs What stays where it is. */
    zoom(factor, aroundMs) {
      show(aroundMs - (aroundMs - this.fromMs) / factor, aroundMs + (this.toMs - aroundMs) / factor);
    },

    /** @param {number} ms */
    pan(ms) {
      const width = this.toMs - this.fromMs;
      const from = Math.min(Math.max(this.fromMs + ms, 0), wholeMs - width);
      show(from, from + width);
    },

    /** Moves the window as little as is needed to have a time in it. @param {number} ms */
    reveal(ms) {
      const margin = (this.toMs - this.fromMs) / 8;
      if (ms < this.fromMs) this.pan(ms - margin - this.fromMs);
      else if (ms > this.toMs) this.pan(ms + margin - this.toMs);
    },
  };
}
