/* The trace of one model's run, as the page keeps it: columns that grow, with open rows filled in later. */

import { createColumns, place } from './columns.js';

const FIRST_CAPACITY = 1024;
const NONE = -1;
const LOOP = 0;

/** @typedef {import('./protocol.js').Batch} Batch */

/** One run's rows, in the order in which they became known. */
export class RunTrace {
  /**
   * @param {string} id The model's.
   * @param {string} workload The text that is run.
   * @param {number} tasks
   * @param {(task: number) => string} taskNames
   * @param {number} epoch Of the engine, in ms since 1970.
   * @param {(kind: number) => string} groupOf What sort of thing a record of this kind tells.
   */
  constructor(id, workload, tasks, taskNames, epoch, groupOf) {
    this.id = id;
    this.workload = workload;
    this.tasks = tasks;
    this.taskNames = taskNames;
    this.epoch = epoch;
    this.groupOf = groupOf;
    this.startMs = epoch;
    /** @type {number | null} */
    this.endMs = null;
    this.length = 0;
    this.dropped = 0;
    this.columns = createColumns(FIRST_CAPACITY);
    /** The engine's time at which the run began: its first record's. */
    this.zero = NaN;
    /** What processes recorded that was heard of before the loop was. @type {Batch[]} */
    this.early = [];
    /** The last row of each task and part that is open, or NONE. */
    this.open = new Int32Array(tasks).fill(NONE);
    /** Of a row that is open, the one that was so before it: what one thread has opened another may close later. */
    this.before = new Int32Array(FIRST_CAPACITY);
  }

  /**
   * Appends records; one that ends an open row fills that row in.
   *
   * @param {Batch} batch
   * @param {number} dropped Records that are missing because there was no room for them.
   */
  append(batch, dropped) {
    this.dropped += dropped;
    if (Number.isNaN(this.zero)) {
      // The run begins with the loop's first record.
      if (!batch.lane.includes(LOOP)) return void this.early.push(batch);
      this.zero = batch.start.reduce((least, start) => Math.min(least, start), Infinity);
      this.startMs = this.epoch + this.zero;
      const early = this.early.splice(0);
      this.append(batch, 0);
      return early.forEach((each) => this.append(each, 0));
    }
    for (let i = 0; i < batch.task.length; i++) {
      const task = batch.task[i];
      const start = batch.start[i] - this.zero;
      const group = this.groupOf(batch.kind[i]);
      if (group !== 'span' && group !== 'end') {
        // Whole as it is; and but for that of a beat, its end is no time.
        const end = group === 'beat' ? batch.end[i] - this.zero : batch.end[i];
        this.push(start, end, task, batch.step[i], batch.kind[i], batch.lane[i]);
        continue;
      }
      if (task >= this.open.length) this.open = grown(this.open, task + 1);
      const end = batch.end[i] - this.zero;
      if (Number.isNaN(end)) {
        this.push(start, end, task, batch.step[i], batch.kind[i], batch.lane[i]);
        this.before[this.length - 1] = this.open[task];
        this.open[task] = this.length - 1;
      } else if (!this.#close(task, start, batch.kind[i], end)) {
        this.push(start, end, task, batch.step[i], batch.kind[i], batch.lane[i]);
      }
    }
  }

  /**
   * Fills in the end of a row that is open; says whether there is one.
   *
   * @param {number} task
   * @param {number} start
   * @param {number} kind
   * @param {number} end
   */
  #close(task, start, kind, end) {
    let after = NONE;
    for (let row = this.open[task]; row !== NONE; after = row, row = this.before[row]) {
      if (this.columns.start[row] !== start || this.columns.kind[row] !== kind) continue;
      this.columns.end[row] = end;
      if (after === NONE) this.open[task] = this.before[row];
      else this.before[after] = this.before[row];
      return true;
    }
    return false;
  }

  /** @param {number} start @param {number} end @param {number} task @param {number} step @param {number} kind @param {number} lane */
  push(start, end, task, step, kind, lane) {
    if (this.length === this.columns.start.length) {
      const { columns } = this;
      this.columns = createColumns(this.length * 2);
      place(this.columns, 0, columns);
      const before = this.before;
      this.before = new Int32Array(this.length * 2);
      this.before.set(before);
    }
    const { columns: to, length: at } = this;
    to.start[at] = start;
    to.end[at] = end;
    to.task[at] = task;
    to.step[at] = step;
    to.kind[at] = kind;
    to.lane[at] = lane;
    this.length += 1;
  }

  /**
   * Marks the run as ended; what is still open was cut off then.
   *
   * @param {number} wallMs
   */
  end(wallMs) {
    this.endMs = this.startMs + wallMs;
    for (const last of this.open) {
      for (let row = last; row !== NONE; row = this.before[row]) this.columns.end[row] = Math.max(wallMs, this.columns.start[row]);
    }
    this.open.fill(NONE);
  }
}

/**
 * Room for more parts; each is new, so nothing of them is open.
 *
 * @param {Int32Array} old
 * @param {number} least
 */
function grown(old, least) {
  const made = new Int32Array(Math.max(least, 2 * old.length)).fill(NONE, old.length);
  made.set(old);
  return made;
}
