/*
 * How many of something there were, over time, kept up while beginnings and ends become known. They do not come in their
 * order: threads are read one after another, and what is short is told of when it is over. So what is new is sorted, and
 * merged with as much of what is known as is later.
 */

import { placeOf } from './chart.js';

export class Counts {
  /** When the number changed; ms. @type {number[]} */
  times = [];
  /** From then on. @type {number[]} */
  values = [];
  most = 0;
  /** @type {number[]} */
  #begun = [];
  /** @type {number[]} */
  #ended = [];

  /** @param {number} ms */
  begin(ms) {
    this.#begun.push(ms);
  }

  /** @param {number} ms */
  end(ms) {
    this.#ended.push(ms);
  }

  /** Takes in what has become known; says whether there is any. Changes at one time count together. */
  settle() {
    const begun = Float64Array.from(this.#begun.splice(0)).sort();
    const ended = Float64Array.from(this.#ended.splice(0)).sort();
    if (begun.length + ended.length === 0) return false;
    const { times, values } = this;
    const place = placeOf(times, Math.min(begun[0] ?? Infinity, ended[0] ?? Infinity));
    const laterTimes = times.splice(place);
    const laterValues = values.splice(place);
    let count = values.at(-1) ?? 0;
    let was = count;
    let [later, beginning, ending] = [0, 0, 0];
    for (;;) {
      const ms = Math.min(laterTimes[later] ?? Infinity, begun[beginning] ?? Infinity, ended[ending] ?? Infinity);
      if (ms === Infinity) break;
      if (laterTimes[later] === ms) {
        count += laterValues[later] - was;
        was = laterValues[later];
        later += 1;
      }
      for (; begun[beginning] === ms; beginning += 1) count += 1;
      for (; ended[ending] === ms; ending += 1) count -= 1;
      times.push(ms);
      values.push(count);
    }
    // The peak may have been in what came to be less.
    this.most = laterValues.includes(this.most) ? greatest(values, 0, 0) : greatest(values, place, this.most);
    return true;
  }
}

/** @param {number[]} values @param {number} from @param {number} least */
function greatest(values, from, least) {
  let most = least;
  for (let i = from; i < values.length; i += 1) if (values[i] > most) most = values[i];
  return most;
}
