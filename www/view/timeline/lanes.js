/*
 * Which lane stands where: one for each task, in order, and below it one for each of its parts as they are made,
 * those of the parts' own parts below these.
 *
 *   page 1        place 0
 *     › 1         place 1
 *     › 2         place 2
 *   page 2        place 3
 *
 * The lanes are chained in the order of their places, and each knows the last one below it, so a new part costs a
 * step a level. Its place, and the places after it, are counted anew only when they are asked for.
 */

const NONE = -1;
const FIRST_PARTS = 256;
const BETWEEN = ' › ';

/** The lanes of one run, by the numbers that its trace gives to tasks and parts. */
export class Lanes {
  /** The last part's number and one. */
  #end;
  /** The lane that stands after each one, and the last one of those below it: itself, if there are none. */
  #after;
  #last;
  /** By place; those of the places that have been counted. */
  #order;
  /** Of each part, by its number less that of tasks: whose it is, in which step, the how manieth there. */
  #parents = new Int32Array(0);
  #steps = new Uint16Array(0);
  #ordinals = new Uint32Array(0);
  /** How many parts a step of a lane has. @type {Map<number, number>} */
  #made = new Map();
  /** The lane with the first place after which places have moved. */
  #settled = NONE;

  /** @param {number} tasks */
  constructor(tasks) {
    this.tasks = tasks;
    this.#end = tasks;
    /** Lanes that have a place, or will when places are counted. */
    this.count = tasks;
    /** The place of each lane; -1 for one that has none yet. */
    this.places = Int32Array.from({ length: tasks }, (_, task) => task);
    this.#order = this.places.slice();
    this.#last = this.places.slice();
    this.#after = Int32Array.from({ length: tasks }, (_, task) => (task + 1 < tasks ? task + 1 : NONE));
  }

  /**
   * Adds a part. One whose parent is not known, because the record of it was dropped, stays out.
   *
   * @param {number} part
   * @param {number} parent A task, or a part that was made before.
   * @param {number} step Of the parent.
   */
  add(part, parent, step) {
    if (part < this.tasks || this.isKnown(part) || !this.isKnown(parent)) return;
    this.#grow(part + 1);
    const key = parent * 0x1_0000 + step;
    const ordinal = (this.#made.get(key) ?? 0) + 1;
    this.#made.set(key, ordinal);
    this.#parents[part - this.tasks] = parent;
    this.#steps[part - this.tasks] = step;
    this.#ordinals[part - this.tasks] = ordinal;
    const before = this.#last[parent];
    this.#after[part] = this.#after[before];
    this.#after[before] = part;
    this.#last[part] = part;
    for (let above = parent; above !== NONE && this.#last[above] === before; above = this.parentOf(above)) this.#last[above] = part;
    this.count += 1;
    // A lane without a place stands after one whose place has moved.
    const place = this.places[before];
    if (place !== NONE && (this.#settled === NONE || place < this.places[this.#settled])) this.#settled = before;
  }

  /** Counts the places that have moved. */
  settle() {
    if (this.#settled === NONE) return;
    let place = this.places[this.#settled];
    for (let lane = this.#settled; lane !== NONE; lane = this.#after[lane]) {
      this.places[lane] = place;
      this.#order[place] = lane;
      place += 1;
    }
    this.#settled = NONE;
  }

  /** @param {number} place */
  at(place) {
    return this.#order[place];
  }

  /** @param {number} lane */
  isKnown(lane) {
    return lane < this.tasks || (lane < this.#end && this.#parents[lane - this.tasks] !== NONE);
  }

  /** Whose part it is; -1 for a task. @param {number} lane */
  parentOf(lane) {
    return lane < this.tasks ? NONE : this.#parents[lane - this.tasks];
  }

  /** The task that it is, or is in the end a part of. @param {number} lane */
  taskOf(lane) {
    let above = lane;
    while (above >= this.tasks && this.isKnown(above)) above = this.parentOf(above);
    return above;
  }

  /** How many levels below its task it is. @param {number} lane */
  depthOf(lane) {
    let depth = 0;
    for (let above = this.parentOf(lane); above !== NONE; above = this.parentOf(above)) depth += 1;
    return depth;
  }

  /**
   * Its name beside its bar, where those above it stand over it.
   *
   * @param {number} lane
   * @param {(task: number) => string} nameOf
   */
  shortNameOf(lane, nameOf) {
    return lane < this.tasks ? nameOf(lane) : `› ${this.#ordinals[lane - this.tasks]}`;
  }

  /**
   * Its name where it stands alone: `page 1 › each 2`.
   *
   * @param {number} lane
   * @param {(task: number) => string} nameOf
   * @param {(task: number, step: number) => string} wordOf Of a step.
   * @returns {string}
   */
  fullNameOf(lane, nameOf, wordOf) {
    if (lane < this.tasks || !this.isKnown(lane)) return nameOf(lane);
    const part = lane - this.tasks;
    const word = wordOf(this.taskOf(lane), this.#steps[part]);
    const above = this.fullNameOf(this.#parents[part], nameOf, wordOf);
    return `${above}${BETWEEN}${word === '' ? '' : `${word} `}${this.#ordinals[part]}`;
  }

  /** @param {number} end */
  #grow(end) {
    this.#end = Math.max(this.#end, end);
    if (end <= this.places.length) return;
    const parts = Math.max(FIRST_PARTS, 2 * (end - this.tasks));
    this.places = grown(this.places, this.tasks + parts);
    this.#after = grown(this.#after, this.tasks + parts);
    this.#last = grown(this.#last, this.tasks + parts);
    this.#order = grown(this.#order, this.tasks + parts);
    this.#parents = grown(this.#parents, parts);
    this.#steps = grown(this.#steps, parts);
    this.#ordinals = grown(this.#ordinals, parts);
  }
}

/**
 * A longer array that begins with the old one.
 *
 * @template {Int32Array | Uint16Array | Uint32Array} Numbers
 * @param {Numbers} old
 * @param {number} length
 */
function grown(old, length) {
  const made = /** @type {Numbers} */ (new /** @type {any} */ (old.constructor)(length));
  if (made instanceof Int32Array) made.fill(NONE, old.length);
  made.set(old);
  return made;
}
