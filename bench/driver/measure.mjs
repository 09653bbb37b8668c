/* Measures a row: its contestants in turn, round by round. */

import os from 'node:os';

/**
 * @typedef {import('./contestants.mjs').Measured} Measured
 * @typedef {import('./contestants.mjs').Contestant} Contestant
 * @typedef {{ most?: number, least?: number }} Bound
 */

/**
 * @typedef {object} Figure
 * @property {string} id
 * @property {string} unit
 * @property {string} [what] What it says, where the row has several.
 * @property {(measured: Measured) => number} of What a measurement says, in the unit.
 * @property {string} [ours] The contestant it is of, if not `ours`.
 * @property {Bound} [target] What it shall be.
 * @property {Record<string, Bound>} against What its ratio to each peer's shall be; `{}` is for comparison only.
 */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} what
 * @property {Record<string, Contestant>} contestants
 * @property {number} [sum] What a measurement has to come to for its time to count; without it, what the first one did.
 * @property {Figure[]} figures
 * @property {(measured: Measured) => string[]} [told] What is to be said of a measurement beyond its figures, in lines.
 * @property {{ quick: number, full: number }} [rounds]
 * @property {boolean} [warmUpEach] Whether a measurement that does not count goes before each in the browser, as the other
 *   peers have it in their own programs: none begins with cores asleep and caches full of what the one before it left.
 * @property {boolean} [renewed] Whether each measurement is in a new page: then nothing is ever warm.
 */

/**
 * @typedef {object} Measurements
 * @property {Row} row
 * @property {Record<string, Measured[]>} rounds By contestant, one a round.
 * @property {Record<string, Measured[]>} cold First measurements in a new page, of those that warm up.
 * @property {number[]} load The machine's load (1 minute) before each round.
 */

const ROUNDS = { quick: 5, full: 15 };
const COLD = { quick: 1, full: 3 };
/** So many measurements go by before those that count: the browser's best compiler has come to it then. */
const WARM_UP = 4;

/**
 * @param {import('./stage.mjs').Stage} stage
 * @param {Row} row
 * @param {'quick' | 'full'} length
 * @returns {Promise<Measurements>}
 */
export async function measure(stage, row, length) {
  const contestants = Object.entries(row.contestants);
  const empty = () => Object.fromEntries(contestants.map(([name]) => [name, []]));
  const measurements = { row, rounds: empty(), cold: empty(), load: [] };
  let sum = row.sum;
  const once = async (name, contestant) => {
    const measured = await contestant.measure(stage, length);
    sum ??= measured.sum;
    if (measured.sum !== sum) throw new Error(`${row.id}: ${name} came to ${measured.sum}, not ${sum}`);
    return measured;
  };
  const warming = contestants.filter(([, { warms }]) => warms);
  if (!row.renewed) {
    for (let time = 0; time < COLD[length]; time++) {
      await stage.renew();
      for (const [name, contestant] of warming) measurements.cold[name].push(await once(name, contestant));
    }
    for (let time = 1; time < WARM_UP; time++) {
      for (const [name, contestant] of warming) await once(name, contestant);
    }
  }
  for (let round = 0; round < (row.rounds ?? ROUNDS)[length]; round++) {
    measurements.load.push(os.loadavg()[0]);
    for (const [name, contestant] of contestants) {
      if (row.renewed && contestant.warms) await stage.renew();
      if (row.warmUpEach && contestant.warms) await once(name, contestant);
      measurements.rounds[name].push(await once(name, contestant));
    }
  }
  return measurements;
}
