/* The trace of the last run as a file; the desk writes it. */

import { joined } from './columns.js';

/** @typedef {import('./api-types.js').Format} Format */
/** @typedef {import('./api-types.js').TraceModel} TraceModel */

/**
 * @param {(method: import('./protocol.js').Method, ...args: unknown[]) => Promise<any>} ask Asks the desk.
 * @param {Format} format
 * @param {string} workload The text that was run.
 * @param {Pick<TraceModel, 'id' | 'columns' | 'length'>[]} models
 * @returns {Promise<Blob>}
 */
export async function exportTrace(ask, format, workload, models) {
  const lengths = models.map(({ id, length }) => ({ id, length }));
  const bytes = await ask('export_trace', format.id, workload, JSON.stringify(lengths), joined(models));
  return new Blob([bytes], { type: format.mediaType });
}
