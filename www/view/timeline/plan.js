/* What the workload says of its tasks: their names and the text of their steps. */

/** @typedef {import('../../api-types.js').Line} Line */

/**
 * @typedef {object} Plan
 * @property {Line[]} lines
 * @property {number} tasks
 * @property {(task: number) => number} lineOf The place of its line in `lines`.
 * @property {(task: number) => string} nameOf
 * @property {(task: number, step: number) => string} stepText Empty where there is none.
 * @property {(task: number, step: number) => string} stepWord Empty where there is none.
 * @property {(task: number, step: number) => boolean} blocks Whether it holds its thread without computing.
 */

/**
 * @param {Line[]} lines
 * @returns {Plan}
 */
export function createPlan(lines) {
  /** @type {number[]} */
  const firsts = [];
  let tasks = 0;
  for (const line of lines) {
    firsts.push(tasks);
    tasks += line.count;
  }
  /** @param {number} task */
  const lineOf = (task) => {
    let low = 0;
    for (let high = firsts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= task) low = middle;
      else high = middle;
    }
    return low;
  };
  // The outline is in the order of the steps' numbers, which have no gaps.
  /** @param {number} task @param {number} step */
  const stepText = (task, step) => lines[lineOf(task)]?.steps[step]?.text ?? '';
  return {
    lines,
    tasks,
    lineOf,
    nameOf(task) {
      const line = lines[lineOf(task)];
      return line.count === 1 ? line.name : `${line.name} ${task - firsts[lineOf(task)] + 1}`;
    },
    stepText,
    stepWord: (task, step) => /^\w+/.exec(stepText(task, step))?.[0] ?? '',
    blocks: (task, step) => lines[lineOf(task)]?.steps[step]?.blocks ?? false,
  };
}

/**
 * A step without what is in its parts: `each 5 ( … )`.
 *
 * @param {string} text
 */
export function withoutParts(text) {
  const open = text.indexOf('( ');
  return open === -1 ? text : `${text.slice(0, open)}( … )${afterParts(text, open)}`;
}

/**
 * What follows the bracket that closes the last part: its options.
 *
 * @param {string} text
 * @param {number} open
 */
function afterParts(text, open) {
  const close = text.lastIndexOf(' )');
  return close > open ? text.slice(close + 2) : '';
}
