/* Which task is drawn where: one row a task while there is room, several tasks a row when there is not. */

/**
 * @typedef {object} Lanes
 * @property {number} tasks
 * @property {number} rows
 * @property {number} perRow Tasks that share a row.
 * @property {number} rowHeight CSS pixels.
 * @property {number} height
 */

const TALL = 22;
const LEAST = 2;

/**
 * @param {number} tasks
 * @param {number} room Most height in CSS pixels.
 * @returns {Lanes}
 */
export function layOut(tasks, room) {
  const wanted = Math.max(tasks, 1);
  const perRow = Math.ceil(wanted / Math.floor(room / LEAST));
  const rows = Math.ceil(wanted / perRow);
  const rowHeight = Math.min(TALL, Math.max(LEAST, Math.floor(room / rows)));
  return { tasks, rows, perRow, rowHeight, height: rows * rowHeight };
}

/**
 * The tasks of the row at this height.
 *
 * @param {Lanes} lanes
 * @param {number} y
 */
export function tasksAt(lanes, y) {
  const row = Math.min(Math.max(Math.floor(y / lanes.rowHeight), 0), lanes.rows - 1);
  const first = row * lanes.perRow;
  return { row, first, last: Math.min(first + lanes.perRow, lanes.tasks) - 1 };
}

/**
 * The labels before the rows: a task each, or, where rows are too low for that, a line of the workload each.
 *
 * @param {Lanes} lanes
 * @param {(task: number) => string} nameOf
 * @param {{ name: string, count: number }[]} lines
 * @param {number} least Height that a label needs.
 * @returns {{ text: string, y: number }[]} `y` is the label's middle.
 */
export function labelsOf(lanes, nameOf, lines, least) {
  if (lanes.rowHeight >= least) {
    return Array.from({ length: lanes.tasks }, (_, task) => ({ text: nameOf(task), y: (task + 0.5) * lanes.rowHeight }));
  }
  const labels = [];
  let task = 0;
  let free = 0;
  for (const line of lines) {
    const top = (task / lanes.perRow) * lanes.rowHeight;
    task += line.count;
    const bottom = (task / lanes.perRow) * lanes.rowHeight;
    const y = Math.max((top + bottom) / 2, free + least / 2);
    if (y + least / 2 > lanes.height) break;
    labels.push({ text: line.count === 1 ? line.name : `${line.count} × ${line.name}`, y });
    free = y + least / 2;
  }
  return labels;
}
