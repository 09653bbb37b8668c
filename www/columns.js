/* The columns of a trace, as rings, workers, the page and the desk keep them and hand them on. */

/** @typedef {import('./api-types.js').Columns} Columns */
/** @typedef {keyof Columns} Name */

/** What each is made of; `src/api/columns.rs` reads them by these names. */
const COLUMNS = {
  start: Float64Array,
  end: Float64Array,
  task: Uint32Array,
  step: Uint16Array,
  kind: Uint8Array,
  lane: Uint8Array,
};

/** @param {(name: Name) => Columns[Name]} column @returns {Columns} */
function each(column) {
  const names = /** @type {Name[]} */ (Object.keys(COLUMNS));
  return /** @type {Columns} */ (Object.fromEntries(names.map((name) => [name, column(name)])));
}

/** Columns with room for so many rows. @param {number} capacity */
export function createColumns(capacity) {
  return each((name) => new COLUMNS[name](capacity));
}

/** Copies rows to another place. @param {Columns} to @param {number} at @param {Columns} from */
export function place(to, at, from) {
  for (const name of /** @type {Name[]} */ (Object.keys(COLUMNS))) to[name].set(from[name], at);
}

/** The first so many rows, in the same memory. @param {Columns} columns @param {number} length */
export function first(columns, length) {
  return each((name) => columns[name].subarray(0, length));
}

/** A copy of the first so many rows. @param {Columns} columns @param {number} length */
export function cut(columns, length) {
  return each((name) => columns[name].slice(0, length));
}

/** One trace's rows after the other's. @param {{ columns: Columns, length: number }[]} traces */
export function joined(traces) {
  const all = createColumns(traces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { columns, length } of traces) {
    place(all, at, first(columns, length));
    at += length;
  }
  return all;
}
