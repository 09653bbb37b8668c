/* The common time axis: milliseconds to pixels and back. */

/**
 * @typedef {object} Scale
 * @property {number} left CSS pixels before the axis begins.
 * @property {number} width CSS pixels of the axis.
 * @property {number} fromMs What is at its beginning.
 * @property {number} toMs What is at its end.
 * @property {number} perMs CSS pixels a millisecond.
 * @property {(ms: number) => number} x
 * @property {(x: number) => number} ms
 */

/**
 * @param {number} left
 * @param {number} width
 * @param {number} fromMs
 * @param {number} toMs
 * @returns {Scale}
 */
export function createScale(left, width, fromMs, toMs) {
  const perMs = width / (toMs - fromMs);
  return {
    left,
    width,
    fromMs,
    toMs,
    perMs,
    x: (ms) => left + (ms - fromMs) * perMs,
    ms: (x) => fromMs + (x - left) / perMs,
  };
}

/**
 * Where the axis of a growing run ends: it leaps ahead by a third, so that all has to be drawn anew
 * a few times a run and not in every frame.
 *
 * @param {number} currentMs
 * @param {number} reachedMs
 */
export function growEnd(currentMs, reachedMs) {
  let end = currentMs;
  while (end < reachedMs * 1.02) end *= 4 / 3;
  return end;
}

/**
 * The marks of the axis: steps of 1, 2 or 5 that leave room for their labels.
 *
 * @param {Scale} scale
 * @param {number} spacing Least distance in pixels.
 */
export function ticks(scale, spacing) {
  const least = Math.min(spacing, scale.width) / scale.perMs;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
  const first = Math.ceil(scale.fromMs / step - 1e-9);
  const last = Math.floor(scale.toMs / step + 1e-9);
  return { step, at: Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => (first + i) * step) };
}
