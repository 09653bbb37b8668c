/* What rounds of measurements come to. */

import { mulberry32 } from '../../www/random.js';

/** The value below which a share of all values lies; between two, in proportion. @param {number[]} values @param {number} share From 0 to 1. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5);

/** The 95 % interval's ends. */
const ENDS = [0.025, 0.975];
const RESAMPLES = 2_000;

/**
 * The ratio of the medians of two series that were measured in turn, and its 95 % interval.
 *
 * The interval is the percentile bootstrap's (Efron 1979) over rounds: a round is drawn with both its values, so
 * that what disturbed both disturbs neither's ratio. The draws start at the same place each time.
 *
 * @param {number[]} ours
 * @param {number[]} theirs As many.
 */
export function ratio(ours, theirs) {
  const draw = mulberry32(1);
  const resampled = Array.from({ length: RESAMPLES }, () => {
    const rounds = ours.map(() => Math.floor(draw() * ours.length));
    return median(rounds.map((round) => ours[round])) / median(rounds.map((round) => theirs[round]));
  });
  return { ratio: median(ours) / median(theirs), interval: ENDS.map((share) => quantile(resampled, share)) };
}
