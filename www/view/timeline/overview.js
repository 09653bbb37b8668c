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

/**
 * @typedef {object} Pass What of each row is painted into neighbouring columns.
 * @property {Uint8Array} looks Of all stretches, row by row; one more than they are.
 * @property {number} stretches Of a row.
 * @property {number} first The first column.
 * @property {Int32Array} places From that column on, the stretch that is seen in each.
 */

/**
 * @typedef {object} View What of each row is seen in a window.
 * @property {number} first The first of the columns that are painted at once.
 * @property {Pass[]} together What is seen in those: what lasts, and what is brief twice.
 * @property {Pass[]} others What is seen besides.
 */

/** A level with fewer stretches a row is for no screen. */
const FEWEST = 256;

export class Overview {
  /** The finest first. @type {Level[]} */
  #levels = [];
  #fromMs;
  #lasting;
  /** What a cell holds for each look that is one more than it is; nothing for none. */
  #values = new Uint8Array(33);
  /** That was looked through last. @type {Window | null} */
  #window = null;
  /** @type {View | null} */
  #view = null;

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
  paint(row, cells, window, offset) {
    const view = this.#viewOf(window);
    if (view === null) return 0;
    const values = this.#values;
    for (let look = 1; look < values.length; look += 1) values[look] = offset + look - 1;
    const { first, together, others } = view;
    let seen = 1;
    for (const { looks, stretches, first, places } of others) {
      const from = row * stretches;
      for (let i = 0; i < places.length; i += 1) cells[first + i] = Math.max(cells[first + i], values[looks[from + places[i]]]);
      seen += places.length;
    }
    const [{ looks: lasting, places, stretches }, { looks: brief, places: one, stretches: fewer }, { places: other }] = together;
    const [from, fromBrief] = [row * stretches, row * fewer];
    // Which is more is as good as random here: half of the branches would be foretold wrongly.
    for (let i = 0, column = first; i < places.length; i += 1, column += 1) {
      let look = lasting[from + places[i]];
      let more = brief[fromBrief + one[i]] - look;
      look += more & ~(more >> 31);
      more = brief[fromBrief + other[i]] - look;
      look += more & ~(more >> 31);
      more = values[look] - cells[column];
      cells[column] += more & ~(more >> 31);
    }
    return seen + together.length * places.length;
  }

  /**
   * What of a row is seen in a window, the same for all rows; `null` where that is too close.
   *
   * @param {Window} window
   */
  #viewOf(window) {
    if (this.#window !== window) {
      this.#window = window;
      this.#view = this.#lookThrough(window);
    }
    return this.#view;
  }

  /** @param {Window} window @returns {View | null} */
  #lookThrough({ fromMs, perMs, width }) {
    const level = this.#levels.findLast((each) => each.perMs >= perMs);
    if (level === undefined) return null;
    const [{ stretches: finest, perMs: finestPerMs }] = this.#levels;
    const perColumn = finestPerMs / perMs;
    const middle = (fromMs - this.#fromMs) * finestPerMs + perColumn / 2;
    const first = Math.max(Math.ceil(-middle / perColumn), 0);
    const last = Math.min(Math.ceil((finest - middle) / perColumn), width);
    const lasting = { looks: this.#lasting, stretches: finest, first, places: new Int32Array(Math.max(last - first, 0)) };
    for (let i = 0; i < lasting.places.length; i += 1) lasting.places[i] = middle + (first + i) * perColumn;
    return viewOf([lasting, ...briefIn(level, (this.#fromMs - fromMs) * perMs, perMs / level.perMs, width)]);
  }
}

/** @param {Pass[]} passes What lasts first. @returns {View} */
function viewOf(passes) {
  const together = passes.slice(0, 3);
  const first = Math.max(...together.map((pass) => pass.first));
  const last = Math.max(Math.min(...together.map((pass) => pass.first + pass.places.length)), first);
  /** @param {Pass} pass @param {number} from @param {number} to */
  const cut = (pass, from, to) => ({ ...pass, first: Math.max(from, pass.first), places: pass.places.subarray(Math.max(from - pass.first, 0), Math.max(to - pass.first, 0)) });
  const edges = together.flatMap((pass) => [cut(pass, 0, first), cut(pass, last, Infinity)]);
  const others = [...edges, ...passes.slice(3)].filter(({ places }) => places.length > 0);
  return { first, together: together.map((pass) => cut(pass, first, last)), others };
}

/**
 * Which stretches begin in which columns, as one place a column, and as often again as there are columns in which several
 * do, at least once.
 *
 * @param {Level} level
 * @param {number} left The column in which the first one begins.
 * @param {number} step Columns a stretch: no more than one.
 * @param {number} width
 * @returns {Pass[]}
 */
function briefIn({ stretches, brief }, left, step, width) {
  // From the middle of a stretch, and half a column more, as times are rounded to columns.
  const middle = left + step / 2 + 0.5;
  /** The first stretch that begins in a column, or after it. @param {number} column */
  const stretchAt = (column) => Math.min(Math.max(Math.ceil((column - middle) / step), 0), stretches);
  const first = Math.max(Math.floor(middle), 0);
  const last = Math.min(Math.floor(middle + (stretches - 1) * step) + 1, width);
  const count = Math.max(last - first, 0);
  return Array.from({ length: Math.max(Math.ceil(1 / step), 2) }, (_, which) => {
    const places = new Int32Array(count);
    for (let i = 0; i < count; i += 1) places[i] = Math.max(Math.min(stretchAt(first + i) + which, stretchAt(first + i + 1) - 1), 0);
    return { looks: brief, stretches, first, places };
  });
}
