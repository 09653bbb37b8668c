/* The trace of the last run as a file; the desk writes it. */

/** @typedef {import('./api-types.js').Columns} Columns */
/** @typedef {import('./api-types.js').Format} Format */
/** @typedef {import('./api-types.js').TraceModel} TraceModel */

/** The columns in the order in which the desk takes them, and what each is of. */
const COLUMNS = {
  start: Float64Array,
  end: Float64Array,
  task: Uint32Array,
  step: Uint16Array,
  kind: Uint8Array,
  lane: Uint8Array,
};

/**
 * @param {(method: string, ...args: unknown[]) => Promise<any>} ask Asks the desk.
 * @param {Format} format
 * @param {string} workload The text that was run.
 * @param {Pick<TraceModel, 'id' | 'columns' | 'length'>[]} models
 * @returns {Promise<Blob>}
 */
export async function exportTrace(ask, format, workload, models) {
  const lengths = models.map(({ id, length }) => ({ id, length }));
  const names = /** @type {(keyof Columns)[]} */ (Object.keys(COLUMNS));
  const columns = names.map((name) => joined(name, models.map(({ columns, length }) => columns[name].subarray(0, length))));
  const bytes = await ask('export_trace', format.id, workload, JSON.stringify(lengths), ...columns);
  return new Blob([bytes], { type: format.mediaType });
}

/**
 * One model's rows after the other's.
 *
 * @param {keyof Columns} name
 * @param {Columns[keyof Columns][]} parts
 */
function joined(name, parts) {
  const all = new COLUMNS[name](parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
