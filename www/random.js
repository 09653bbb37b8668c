/* Chance that can be repeated. */

/**
 * Numbers from 0 to below 1, the same ones for the same seed: Tommy Ettinger's mulberry32, in the form everybody copies.
 * `src/io/delay.rs` has it, too.
 *
 * @param {number} seed
 */
export function mulberry32(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
