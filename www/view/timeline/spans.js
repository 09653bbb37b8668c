/*
 * The spans of a trace by row of the timeline, each row's in the order of time, under a pyramid: of every sixteen spans,
 * and of every sixteen such blocks, it is known from when to when they last and which looks there are among them.
 *
 *   level 1            [ block          ][ block          ]
 *   level 0   [ block ][ block ] … [ block ][ block ] …
 *   spans     ▪▪▪▪▪▪▪▪ ▪▪▪▪▪▪▪▪ … 
 *
 * So a window is found without a look at what lies outside, and what falls on one pixel is painted as one thing: the
 * work of a picture goes with its pixels, however many spans there are.
 */

import { Overview } from './overview.js';

/** @typedef {import('../../api-types.js').Columns} Columns */

/** @typedef {{ columns: Columns, length: number }} Source Rows are only ever appended; the columns may be replaced when they grow. */

const FAN = 16;
/** How many looks there may be. */
const LOOKS = 32;
/** A row's order by time is by steps of its length by so many: far below what a screen shows. */
const STEPS = 2 ** 31;
const MOST_IN_ROW = 2 ** 21;
/** Rows with more spans are drawn by how they look from afar, where that will do. */
const MANY_IN_ROW = 128;
/** Into no fewer stretches a row is cut to be seen from afar: some for each pixel of a screen. */
const FEWEST_STRETCHES = 8_192;

/**
 * @typedef {object} Window What is painted of a row.
 * @property {number} fromMs At its first column.
 * @property {number} perMs Columns a millisecond.
 * @property {number} width In columns.
 * @property {number} nowMs Where open spans end for now.
 */

/** @typedef {{ start: Float64Array, end: Float64Array, looks: Uint32Array, longest: Float64Array }} Level */

export class SpanIndex {
  /** @type {Level[]} */
  #levels = [];
  /** The spans that are not in the pyramid, as they were open or came later: places in the columns. @type {number[]} */
  #late = [];
  /** The row of each of them. @type {number[]} */
  #lateRow = [];
  /** And its look. @type {number[]} */
  #lateLook = [];
  /** From which column to which they have been painted, by row and look. */
  #covered;
  /** Up to which column spans of each look have come, or of one that covers it. */
  #reach = new Int32Array(LOOKS);
  /** Up to here the row is painted. */
  #column = 0;
  /** No higher look reaches farther. */
  #highest = 0;
  /** @type {Overview | null} */
  #overview = null;
  /** Blocks and spans that were looked at in painting. */
  seen = 0;

  /**
   * @param {Source} source
   * @param {number} rows
   * @param {(at: number) => number} rowOf Of a span; -1 for one that is not shown.
   * @param {(at: number) => number} lookOf Of a span, from 0 to 31; of those on one pixel the highest is seen. -1 for
   *   what is no span.
   */
  constructor(source, rows, rowOf, lookOf) {
    const { columns, length } = source;
    this.source = source;
    this.length = length;
    this.rows = rows;
    this.rowOf = rowOf;
    this.lookOf = lookOf;
    this.#covered = new Int32Array(2 * LOOKS * rows);
    const { start, end } = columns;
    const row = new Int32Array(length).fill(-1);
    const look = new Uint8Array(length);
    this.firsts = new Uint32Array(rows + 2);
    const last = new Float64Array(rows).fill(-Infinity);
    const mixed = new Set();
    for (let i = 0; i < length; i += 1) {
      const its = lookOf(i);
      if (its < 0) continue;
      const at = rowOf(i);
      if (at < 0) continue;
      if (Number.isNaN(end[i])) {
        this.#addLate(i, at, its);
        continue;
      }
      row[i] = at;
      look[i] = its;
      this.firsts[at + 2] += 1;
      if (start[i] < last[at]) mixed.add(at);
      last[at] = start[i];
    }
    for (let at = 2; at < rows + 2; at += 1) this.firsts[at] += this.firsts[at - 1];
    const count = this.firsts[rows + 1];
    /** The spans' places in the columns, row by row. */
    this.order = new Uint32Array(count);
    for (let i = 0; i < length; i += 1) if (row[i] >= 0) this.order[this.firsts[row[i] + 1]++] = i;
    for (const at of mixed) sortByStart(this.order.subarray(this.firsts[at], this.firsts[at + 1]), start);
    this.start = new Float64Array(count);
    this.end = new Float64Array(count);
    this.look = new Uint8Array(count);
    for (let i = 0; i < count; i += 1) {
      const from = this.order[i];
      this.start[i] = start[from];
      this.end[i] = end[from];
      this.look[i] = look[from];
    }
    this.#build();
    this.#lookFromAfar();
  }

  #build() {
    const { start, end, look } = this;
    const looks = new Uint32Array(look.length);
    const longest = new Float64Array(look.length);
    for (let i = 0; i < look.length; i += 1) {
      looks[i] = 1 << look[i];
      longest[i] = end[i] - start[i];
    }
    let below = { start, end, looks, longest };
    while (below.start.length > FAN) {
      const count = Math.ceil(below.start.length / FAN);
      const level = { start: new Float64Array(count).fill(Infinity), end: new Float64Array(count).fill(-Infinity), looks: new Uint32Array(count), longest: new Float64Array(count) };
      for (let i = 0; i < below.start.length; i += 1) {
        const at = (i / FAN) | 0;
        if (below.start[i] < level.start[at]) level.start[at] = below.start[i];
        if (below.end[i] > level.end[at]) level.end[at] = below.end[i];
        level.looks[at] |= below.looks[i];
        if (below.longest[i] > level.longest[at]) level.longest[at] = below.longest[i];
      }
      this.#levels.push(level);
      below = level;
    }
  }

  /** Takes a few bytes a span, or 24 KB a row where that is more. */
  #lookFromAfar() {
    const { start, end, rows } = this;
    if (start.length <= MANY_IN_ROW * rows) return;
    const top = this.#levels[this.#levels.length - 1];
    const whole = { fromMs: top.start.reduce((least, ms) => Math.min(least, ms)), toMs: top.end.reduce((most, ms) => Math.max(most, ms)) };
    const stretches = Math.max(2 ** Math.ceil(Math.log2((2 * end.length) / rows)), FEWEST_STRETCHES);
    this.#overview = new Overview(this, rows, whole, stretches);
  }

  /** @param {number} i @param {number} row @param {number} look */
  #addLate(i, row, look) {
    this.#late.push(i);
    this.#lateRow.push(row);
    this.#lateLook.push(look);
  }

  /**
   * Takes in what has come since; says whether so much has ended outside the pyramid that it is to be made anew. What
   * goes on would be outside of the next one, too.
   */
  grow() {
    for (; this.length < this.source.length; this.length += 1) {
      const look = this.lookOf(this.length);
      const row = look < 0 ? -1 : this.rowOf(this.length);
      if (row >= 0) this.#addLate(this.length, row, look);
    }
    const { end } = this.source.columns;
    let ended = 0;
    for (const i of this.#late) if (!Number.isNaN(end[i])) ended += 1;
    return ended > 1_000 + this.order.length / 2;
  }

  /**
   * Paints the spans of a row: into each of its columns the highest look there is, plus an offset.
   *
   * @param {number} row
   * @param {Uint8Array} cells Of the row; what is there already stays where it is more.
   * @param {Window} window
   * @param {number} offset
   */
  paint(row, cells, window, offset) {
    const isDense = this.firsts[row + 1] - this.firsts[row] > MANY_IN_ROW;
    const seen = isDense ? (this.#overview?.paint(row, cells, window, offset) ?? 0) : 0;
    this.seen += seen;
    if (seen === 0) this.#walk(row, cells, window, offset);
  }

  /**
   * Does so span by span, where they lie on different pixels.
   *
   * @param {number} row
   * @param {Uint8Array} cells
   * @param {Window} window
   * @param {number} offset
   */
  #walk(row, cells, window, offset) {
    this.#reach.fill(0);
    this.#column = 0;
    this.#highest = 0;
    const first = this.firsts[row];
    const last = this.firsts[row + 1];
    if (first === last) return;
    const level = this.#levelOf(row);
    const size = FAN ** level;
    for (let at = Math.floor(first / size); at * size < last; at += 1) this.#paintBlock(level, at, first, last, cells, window, offset);
    this.#paintUpTo(window.width, cells, offset);
  }

  /** Paints what came since, and what goes on, in all rows. @param {(row: number) => Uint8Array} cellsOf @param {Window} window @param {number} offset */
  paintLate(cellsOf, window, offset) {
    const { start, end } = this.source.columns;
    const covered = this.#covered.fill(0);
    const now = columnOf(window.nowMs, window);
    for (let k = 0; k < this.#late.length; k += 1) {
      const i = this.#late[k];
      const left = Math.max(columnOf(start[i], window), 0);
      const right = Math.min(Math.max(Number.isNaN(end[i]) ? now : columnOf(end[i], window), left + 1), window.width);
      const at = 2 * (this.#lateRow[k] * LOOKS + this.#lateLook[k]);
      const from = covered[at];
      const to = covered[at + 1];
      // Where many wait, one covers the others.
      if (left >= from && right <= to) continue;
      const cells = cellsOf(this.#lateRow[k]);
      const value = offset + this.#lateLook[k];
      for (let cell = left; cell < right; cell += 1) if (cells[cell] < value) cells[cell] = value;
      const joins = left <= to && right >= from;
      if (!joins && right - left <= to - from) continue;
      covered[at] = joins && to > from ? Math.min(left, from) : left;
      covered[at + 1] = joins && to > from ? Math.max(right, to) : right;
    }
  }

  /**
   * @param {number} level 0: a span.
   * @param {number} at
   * @param {number} first Of the row.
   * @param {number} last
   * @param {Uint8Array} cells
   * @param {Window} window
   * @param {number} offset
   */
  #paintBlock(level, at, first, last, cells, window, offset) {
    if (level === 0) return this.#paintSpans(at, at + 1, cells, window, offset);
    this.seen += 1;
    const size = FAN ** level;
    const isWhole = at * size >= first && (at + 1) * size <= last;
    const { start, end, looks } = this.#levels[level - 1];
    if (isWhole) {
      const left = columnOf(start[at], window);
      const right = columnOf(end[at], window);
      if (right < 0 || left >= window.width) return;
      if (right - left <= 1) {
        const cell = Math.max(left, 0);
        cells[cell] = Math.max(cells[cell], offset + 31 - Math.clz32(looks[at]));
        return;
      }
      // What began before, and covers all of these looks, reaches farther.
      if (this.#reach[31 - Math.clz32(looks[at])] >= Math.min(right, window.width)) return;
    }
    const from = Math.max(at * FAN, Math.floor(first / FAN ** (level - 1)));
    const to = Math.min((at + 1) * FAN, Math.ceil(last / FAN ** (level - 1)));
    if (level === 1) return this.#paintSpans(from, to, cells, window, offset);
    for (let below = from; below < to; below += 1) this.#paintBlock(level - 1, below, first, last, cells, window, offset);
  }

  /**
   * @param {number} from Spans, by their places in the order.
   * @param {number} to
   * @param {Uint8Array} cells
   * @param {Window} window
   * @param {number} offset
   */
  #paintSpans(from, to, cells, window, offset) {
    this.seen += to - from;
    const { start, end, look } = this;
    const reach = this.#reach;
    const { fromMs, perMs, width } = window;
    for (let at = from; at < to; at += 1) {
      const begins = (start[at] - fromMs) * perMs + 0.5;
      // Later ones are later still.
      if (begins >= width) return;
      const ends = (end[at] - fromMs) * perMs + 0.5;
      // Most are passed over here: what lies before, and what others have painted.
      const its = look[at];
      if (ends < reach[its] && ends < width) continue;
      const left = begins < 0 ? -1 : begins | 0;
      const right = ends >= width ? width : ends < left + 1 ? left + 1 : ends | 0;
      // Up to where one of this look, or of one that covers it, has reached, all is painted.
      if (right <= reach[its]) continue;
      if (left > this.#column) this.#paintUpTo(left, cells, offset);
      if (its > this.#highest) this.#highest = its;
      for (let each = its; each >= 0 && reach[each] < right; each -= 1) reach[each] = right;
    }
  }

  /**
   * Paints what has begun before a column: spans come in the order of their beginnings, so nothing else is to come there.
   * However many lie upon each other, each column is painted once.
   *
   * @param {number} to
   * @param {Uint8Array} cells
   * @param {number} offset
   */
  #paintUpTo(to, cells, offset) {
    const reach = this.#reach;
    let column = this.#column;
    // A look reaches as far as those that cover it; the lowest reaches as far as any.
    let look = this.#highest;
    for (; look >= 0; look -= 1) {
      const until = Math.min(reach[look], to);
      const value = offset + look;
      for (; column < until; column += 1) if (cells[column] < value) cells[column] = value;
      if (column === to) break;
    }
    this.#column = to;
    this.#highest = reach[0] <= to ? 0 : look;
  }

  /**
   * The spans of a row that touch a time and last so long, as places in the columns; no more than so many.
   *
   * @param {number} row
   * @param {object} wanted
   * @param {number} wanted.fromMs
   * @param {number} wanted.toMs
   * @param {number} wanted.nowMs Where open spans end for now.
   * @param {number} wanted.leastMs
   * @param {number} wanted.most
   */
  within(row, { fromMs, toMs, nowMs, leastMs, most }) {
    /** @type {number[]} */
    const found = [];
    const { start, end } = this.source.columns;
    const first = this.firsts[row];
    const last = this.firsts[row + 1];
    /** @param {number} level @param {number} at */
    const visit = (level, at) => {
      const size = FAN ** level;
      if (found.length >= most || at * size >= last || (at + 1) * size <= first) return;
      this.seen += 1;
      if (level === 0) {
        if (this.start[at] <= toMs && this.end[at] >= fromMs && this.end[at] - this.start[at] >= leastMs) found.push(this.order[at]);
        return;
      }
      const block = this.#levels[level - 1];
      if (block.start[at] > toMs || block.end[at] < fromMs || block.longest[at] < leastMs) return;
      for (let below = at * FAN; below < (at + 1) * FAN; below += 1) visit(level - 1, below);
    };
    const level = this.#levelOf(row);
    for (let at = Math.floor(first / FAN ** level); at * FAN ** level < last; at += 1) visit(level, at);
    for (let k = 0; k < this.#late.length && found.length < most; k += 1) {
      const i = this.#late[k];
      const until = Number.isNaN(end[i]) ? nowMs : end[i];
      if (this.#lateRow[k] === row && start[i] <= toMs && until >= fromMs && until - start[i] >= leastMs) found.push(i);
    }
    return found;
  }

  /** The level at which a row is a few blocks. @param {number} row */
  #levelOf(row) {
    const count = this.firsts[row + 1] - this.firsts[row];
    return Math.min(this.#levels.length, Math.max(0, Math.ceil(Math.log(count) / Math.log(FAN)) - 1));
  }
}

/** @param {number} ms @param {Window} window */
function columnOf(ms, { fromMs, perMs, width }) {
  const column = (ms - fromMs) * perMs;
  // Far outside is outside: no number is too large for what follows.
  return column < -2 ? -2 : column > width + 2 ? width + 2 : Math.floor(column + 0.5);
}

/**
 * @param {Uint32Array} order
 * @param {Float64Array} start
 */
function sortByStart(order, start) {
  if (order.length > MOST_IN_ROW) return void order.sort((a, b) => start[a] - start[b]);
  let least = Infinity;
  let most = -Infinity;
  for (const i of order) {
    least = Math.min(least, start[i]);
    most = Math.max(most, start[i]);
  }
  // Numbers are sorted many times as fast as by a function: the time before, the place behind.
  const perStep = STEPS / Math.max(most - least, Number.MIN_VALUE * STEPS);
  const keys = Float64Array.from(order, (i, at) => Math.min(Math.floor((start[i] - least) * perStep), STEPS - 1) * MOST_IN_ROW + at);
  keys.sort();
  order.set(Uint32Array.from(keys, (key) => order[key % MOST_IN_ROW]));
}
