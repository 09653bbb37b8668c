/* Finds spans in the columns of a trace. Rows of one lane come in the order of time, those of several mixed. */

/** @typedef {import('../../api-types.js').Columns} Columns */

/** So many spans are looked at for the one that is pointed at: more are not told apart by eye. */
const MOST = 2_000;

/**
 * The shortest span of a row of the timeline at this time, or the nearest within reach; -1 if there is none.
 *
 * @param {import('./spans.js').SpanIndex} index
 * @param {number} row
 * @param {{ ms: number, reachMs: number, nowMs: number }} where
 */
export function spanAt(index, row, { ms, reachMs, nowMs }) {
  const { start, end } = index.source.columns;
  let best = -1;
  let bestScore = Infinity;
  for (const i of index.within(row, { fromMs: ms - reachMs, toMs: ms + reachMs, nowMs, leastMs: 0, most: MOST })) {
    const until = Number.isNaN(end[i]) ? nowMs : end[i];
    const away = Math.max(start[i] - ms, ms - until, 0);
    // A short span within reach is what was aimed at: a long one is easily hit beside it.
    const score = Math.max(until - start[i], reachMs) + away;
    if (score < bestScore) {
      best = i;
      bestScore = score;
    }
  }
  return best;
}

/**
 * How much of something there was by the end of a span: the last amount that was told within it, `null` if none was.
 *
 * @param {Columns} columns
 * @param {number} length
 * @param {number} row The span's.
 * @param {number} untilMs
 * @param {(kind: number) => boolean} isAmount
 */
export function amountWithin(columns, length, row, untilMs, isAmount) {
  const { start, end, task, kind } = columns;
  for (let i = length - 1; i > row; i -= 1) {
    if (task[i] === task[row] && isAmount(kind[i]) && start[i] >= start[row] && start[i] <= untilMs) return end[i];
  }
  return null;
}

/**
 * The next span of the same lane in the order of time, or the one before; -1 if there is none.
 *
 * @param {Columns} columns
 * @param {number} length
 * @param {number} row
 * @param {1 | -1} direction
 * @param {(at: number) => boolean} isShown
 * @param {Uint32Array | Uint8Array} lanes What a lane is: the column of tasks, or of threads.
 */
export function neighbour(columns, length, row, direction, isShown, lanes) {
  const { start } = columns;
  let best = -1;
  for (let i = 0; i < length; i += 1) {
    if (lanes[i] !== lanes[row] || !isShown(i) || i === row) continue;
    const distance = (start[i] - start[row]) * direction;
    if (distance < 0 || (distance === 0 && (i - row) * direction < 0)) continue;
    const nearer = best === -1 ? -1 : (start[i] - start[best]) * direction;
    if (nearer < 0 || (nearer === 0 && direction === -1)) best = i;
  }
  return best;
}
