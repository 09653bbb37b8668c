/*
 * Rows as they look from afar. Lanes that share a row overlap: there a pyramid of spans rules nothing out, and each would
 * be looked at for each picture. So time is cut into stretches, and of each it is known
 *
 *   what lasts   the highest look that is seen in its middle, of the finest stretches
 *   what is brief   the highest look of spans that begin in it and are no longer than two of it, of stretches of every
 *                   width, each twice the one before
 *
 * What lasts is seen in the pixels whose middle it covers, what is brief in the pixel in which it begins: as if all spans
 * were painted one by one, but for a pixel.
 */

/** @typedef {import('./spans.js').Window} Window */

/** @typedef {{ stretches: number, perMs: number, brief: Uint8Array }} Level Looks are one more than they are: 0 is none. */

/** A level with fewer stretches a row is for no screen. */
const FEWEST = 256;

export class Overview {
  /** The finest first. @type {Level[]} */
  #levels = [];
  #fromMs;
  #lasting;

  /**
   * @param {object} spans Row by row, in the order of their beginnings.
   * @param {Uint32Array} spans.firsts Of each row, its first one's place.
   * @param {Float64Array} spans.start
   * @param {Float64Array} spans.end
   * @param {Uint8Array} spans.look
   * @param {number} rows
   * @param {{ fromMs: number, toMs: number }} whole
   * @param {number} stretches Of a row at the finest level; a power of two.
   */
  constructor({ firsts, start, end, look }, rows, { fromMs, toMs }, stretches) {
    const perMs = stretches / Math.max(toMs - fromMs, Number.MIN_VALUE * stretches);
    this.#fromMs = fromMs;
    for (let size = 1; size === 1 || stretches / size >= FEWEST; size *= 2) {
      this.#levels.push({ stretches: stretches / size, perMs: perMs / size, brief: new Uint8Array((rows * stretches) / size) });
    }
    const lasting = (this.#lasting = new Uint8Array(rows * stretches));
    const reach = new Int32Array(32);
    for (let row = 0; row < rows; row += 1) {
      reach.fill(0);
      for (let i = firsts[row]; i < firsts[row + 1]; i += 1) {
        const its = look[i];
        const from = (start[i] - fromMs) * perMs;
        const to = Math.min((end[i] - fromMs) * perMs, stretches);
        // Up to where one of this look, or of one that covers it, has reached, all is there.
        const until = Math.ceil(to - 0.5);
        for (let at = Math.max(Math.ceil(from - 0.5), reach[its]); at < until; at += 1) {
          if (lasting[row * stretches + at] <= its) lasting[row * stretches + at] = its + 1;
        }
        for (let each = its; each >= 0 && reach[each] < until; each -= 1) reach[each] = until;
        const size = to - from < 2 ? 0 : 31 - Math.clz32(to - from);
        if (size >= this.#levels.length) continue;
        const { brief, stretches: count } = this.#levels[size];
        const at = row * count + Math.min(Math.floor(from / 2 ** size), count - 1);
        if (brief[at] <= its) brief[at] = its + 1;
      }
    }
    for (let size = 1; size < this.#levels.length; size += 1) {
      const { brief: finer } = this.#levels[size - 1];
      const { brief } = this.#levels[size];
      for (let at = 0; at < brief.length; at += 1) brief[at] = Math.max(brief[at], finer[2 * at], finer[2 * at + 1]);
    }
  }

  /**
   * Paints a row, if that is not too close; says at how many stretches it has looked, 0 where it is.
   *
   * @param {number} row
   * @param {Uint8Array} cells Of the row; what is there already stays where it is more.
   * @param {Window} window
   * @param {number} offset
   */
  paint(row, cells, { fromMs, perMs, width }, offset) {
    const level = this.#levels.findLast((each) => each.perMs >= perMs);
    if (level === undefined) return 0;
    const [{ stretches: finest, perMs: finestPerMs }] = this.#levels;
    const lasting = this.#lasting;
    const perColumn = finestPerMs / perMs;
    const middle = (fromMs - this.#fromMs) * finestPerMs + perColumn / 2;
    const firstColumn = Math.max(Math.ceil(-middle / perColumn), 0);
    const lastColumn = Math.min(Math.ceil((finest - middle) / perColumn), width);
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const look = lasting[row * finest + Math.floor(middle + column * perColumn)];
      if (look !== 0 && cells[column] < offset + look - 1) cells[column] = offset + look - 1;
    }
    const { stretches, brief } = level;
    const step = perMs / level.perMs;
    // From the middle of the first stretch, and half a column more, as times are rounded to columns.
    const first = (this.#fromMs - fromMs) * perMs + step / 2 + 0.5;
    const from = Math.max(Math.ceil(-first / step), 0);
    const to = Math.min(Math.ceil((width - first) / step), stretches);
    for (let at = from; at < to; at += 1) {
      const look = brief[row * stretches + at];
      if (look === 0) continue;
      const column = Math.floor(first + at * step);
      if (cells[column] < offset + look - 1) cells[column] = offset + look - 1;
    }
    return Math.max(to - from, 0) + Math.max(lastColumn - firstColumn, 0) + 1;
  }
}
