/*
 * How lanes are laid out in rows: one a row while there is room, several a row when there is not. A lane is a task's or a
 * part's, or, seen the other way, a thread's.
 */

/** @typedef {import('../../api-types.js').Columns} Columns */
/** @typedef {import('../../api-types.js').KindDescription} KindDescription */
/** @typedef {import('./lanes.js').Lanes} Lanes */

/** @typedef {'tasks' | 'threads'} By What has a lane. */

/**
 * @typedef {object} Rows
 * @property {By} by
 * @property {Lanes | null} lanes What is laid out, if it is tasks.
 * @property {Int32Array} places Of the lanes when they were laid out: one that came later has none.
 * @property {number} count Lanes that are laid out.
 * @property {number} rows
 * @property {number} perRow Lanes that share a row.
 * @property {number} rowHeight CSS pixels; whole device pixels.
 * @property {number} height
 */

/** @typedef {{ text: string, y: number, depth: number, line: number }} Label `y` is its middle, `line` that of the workload or -1. */

/** Of a row that has all the room it wants, at type of the usual size. */
const TALL = 22;
const LEAST = 2;

/**
 * @param {Lanes} lanes
 * @param {number} room Most height in CSS pixels.
 * @param {number} ratio Device pixels a CSS pixel.
 * @returns {Rows}
 */
export function layOutTasks(lanes, room, ratio) {
  lanes.settle();
  return { by: 'tasks', lanes, places: lanes.places, count: lanes.count, ...shared(lanes.count, room, ratio) };
}

/**
 * @param {Uint8Array} isThere By the number of the thread: 1 if it has a lane.
 * @param {number} room
 * @param {number} ratio
 * @returns {Rows}
 */
export function layOutThreads(isThere, room, ratio) {
  let count = 0;
  const places = Int32Array.from(isThere, (is) => (is === 1 ? count++ : -1));
  return { by: 'threads', lanes: null, places, count, ...shared(count, room, ratio) };
}

/** @param {number} count @param {number} room @param {number} ratio */
function shared(count, room, ratio) {
  const wanted = Math.max(count, 1);
  const perRow = Math.ceil(wanted / Math.floor(room / LEAST));
  const rows = Math.ceil(wanted / perRow);
  // Rows hold text, which is larger in the projector view.
  const tall = (TALL * parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16;
  const rowHeight = Math.round(Math.min(tall, Math.max(LEAST, Math.floor(room / rows))) * ratio) / ratio;
  return { perRow, rows, rowHeight, height: rows * rowHeight };
}

/**
 * The row of a span; -1 if its lane is not laid out.
 *
 * @param {Rows} rows
 * @param {Columns} columns
 * @param {number} at
 */
export function rowOf({ by, places, perRow }, columns, at) {
  const place = places[by === 'tasks' ? columns.task[at] : columns.lane[at]];
  return place >= 0 ? Math.floor(place / perRow) : -1;
}

/**
 * Whether a kind of span is seen on a thread: on that of a loop only what holds it, on others what their task does.
 *
 * @param {KindDescription | undefined} kind
 * @param {number} thread
 */
export function holdsThread(kind, thread) {
  return kind?.holds === 'always' || (kind?.holds === 'whole' && thread > 0);
}

/**
 * The row at this height.
 *
 * @param {Rows} rows
 * @param {number} y
 */
export function rowAt(rows, y) {
  return Math.min(Math.max(Math.floor(y / rows.rowHeight), 0), rows.rows - 1);
}

/**
 * The labels before the rows: a lane each, or, where rows are too low for that, a line of the workload each.
 *
 * @param {Rows} rows
 * @param {import('./plan.js').Plan} plan
 * @param {object} names
 * @param {(task: number) => string} names.task
 * @param {(thread: number) => string} names.thread
 * @param {number} least Height that a label needs.
 * @returns {Label[]}
 */
export function labelsOf(rows, plan, names, least) {
  const { lanes, count, places, perRow, rowHeight, height } = rows;
  if (lanes === null) {
    /** @type {Label[]} */
    const labels = [];
    places.forEach((place, thread) => {
      const y = (Math.floor(place / perRow) + 0.5) * rowHeight;
      if (place >= 0 && (labels.length === 0 || y >= labels[labels.length - 1].y + least)) labels.push({ text: names.thread(thread), y, depth: 0, line: -1 });
    });
    return labels;
  }
  if (rowHeight >= least) {
    return Array.from({ length: count }, (_, place) => {
      const lane = lanes.at(place);
      return { text: lanes.shortNameOf(lane, names.task), y: (place + 0.5) * rowHeight, depth: lanes.depthOf(lane), line: plan.lineOf(lanes.taskOf(lane)) };
    });
  }
  const labels = [];
  let task = 0;
  let free = 0;
  /** @param {number} first */
  const topOf = (first) => ((first < lanes.tasks ? places[first] : count) / perRow) * rowHeight;
  for (const [at, line] of plan.lines.entries()) {
    const top = topOf(task);
    task += line.count;
    const y = Math.max((top + topOf(task)) / 2, free + least / 2);
    if (y + least / 2 > height) break;
    labels.push({ text: line.count === 1 ? line.name : `${line.count} × ${line.name}`, y, depth: 0, line: at });
    free = y + least / 2;
  }
  return labels;
}
