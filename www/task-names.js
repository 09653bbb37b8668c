/* What tasks are called. */

/**
 * Names tasks by their number, as `Workload::task_names` in Rust does.
 *
 * @param {{ name: string, count: number, numbered: boolean }[]} lines
 */
export function namesOf(lines) {
  /** The number of each line's first task, and the number after the last. */
  const firsts = [0];
  for (const { count } of lines) firsts.push(firsts[firsts.length - 1] + count);
  return (/** @type {number} */ task) => {
    const at = firsts.findIndex((first) => first > task) - 1;
    const line = lines[at];
    if (!line) return `task ${task}`;
    return line.numbered ? `${line.name} ${task - firsts[at] + 1}` : line.name;
  };
}
