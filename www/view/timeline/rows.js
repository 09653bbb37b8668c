/* How lanes are laid out in rows: one a row while there is room, several a row when there is not. */

/** @typedef {import('./lanes.js').Lanes} Lanes */

/**
 * @typedef {object} Rows
 * @property {Lanes} lanes
 * @property {Int32Array} places Of the lanes when they were laid out: one that came later has none.
 * @property {number} count Lanes that are laid out.
 * @property {number} rows
 * @property {number} perRow Lanes that share a row.
 * @property {number} rowHeight CSS pixels.
 * @property {number} height
 */

/** @typedef {{ text: string, y: number, depth: number }} Label `y` is its middle. */

/** Of a row that has all the room it wants, at type of the usual size. */
const TALL = 22;
const LEAST = 2;

/**
 * @param {Lanes} lanes
 * @param {number} room Most height in CSS pixels.
 * @returns {Rows}
 */
export function layOut(lanes, room) {
  lanes.settle();
  const { places, count } = lanes;
  const wanted = Math.max(count, 1);
  const perRow = Math.ceil(wanted / Math.floor(room / LEAST));
  const rows = Math.ceil(wanted / perRow);
  // Rows hold text, which is larger in the projector view.
  const tall = (TALL * parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16;
  const rowHeight = Math.min(tall, Math.max(LEAST, Math.floor(room / rows)));
  return { lanes, places, count, rows, perRow, rowHeight, height: rows * rowHeight };
}

/**
 * The row of a lane; -1 if it is not laid out.
 *
 * @param {Rows} rows
 * @param {number} lane
 */
export function rowOf({ places, perRow }, lane) {
  const place = places[lane];
  return place >= 0 ? Math.floor(place / perRow) : -1;
}

/**
 * The places in the row at this height.
 *
 * @param {Rows} rows
 * @param {number} y
 */
export function placesAt(rows, y) {
  const row = Math.min(Math.max(Math.floor(y / rows.rowHeight), 0), rows.rows - 1);
  const first = row * rows.perRow;
  return { first, last: Math.min(first + rows.perRow, rows.count) - 1 };
}

/**
 * The labels before the rows: a lane each, or, where rows are too low for that, a line of the workload each.
 *
 * @param {Rows} rows
 * @param {(task: number) => string} nameOf
 * @param {{ name: string, count: number }[]} lines
 * @param {number} least Height that a label needs.
 * @returns {Label[]}
 */
export function labelsOf(rows, nameOf, lines, least) {
  const { lanes, count, perRow, rowHeight, height } = rows;
  if (rowHeight >= least) {
    return Array.from({ length: count }, (_, place) => {
      const lane = lanes.at(place);
      return { text: lanes.shortNameOf(lane, nameOf), y: (place + 0.5) * rowHeight, depth: lanes.depthOf(lane) };
    });
  }
  const labels = [];
  let task = 0;
  let free = 0;
  /** @param {number} first */
  const topOf = (first) => ((first < lanes.tasks ? rows.places[first] : count) / perRow) * rowHeight;
  for (const line of lines) {
    const top = topOf(task);
    task += line.count;
    const y = Math.max((top + topOf(task)) / 2, free + least / 2);
    if (y + least / 2 > height) break;
    labels.push({ text: line.count === 1 ? line.name : `${line.count} × ${line.name}`, y, depth: 0 });
    free = y + least / 2;
  }
  return labels;
}
