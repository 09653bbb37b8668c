/* What the workload says of its tasks: their names and the text of their steps. */

/** @typedef {import('../../api-types.js').Line} Line */

/**
 * @typedef {object} Plan
 * @property {Line[]} lines
 * @property {number} tasks
 * @property {(task: number) => string} nameOf
 * @property {(task: number, step: number) => string} stepText Empty where there is none.
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
  return {
    lines,
    tasks,
    nameOf(task) {
      const line = lines[lineOf(task)];
      return line.count === 1 ? line.name : `${line.name} ${task - firsts[lineOf(task)] + 1}`;
    },
    stepText(task, step) {
      return lines[lineOf(task)]?.steps[step]?.text ?? '';
    },
  };
}
