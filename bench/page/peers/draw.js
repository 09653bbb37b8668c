/* A timeline as one would first write it: a rectangle for each span that is in the window. */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import('../../../www/view/timeline/scale.js').Scale} scale
 * @param {import('../../../www/view/timeline/rows.js').Rows} rows
 * @param {import('../../../www/api-types.js').Columns} columns
 * @param {Uint32Array} order Of the spans: what covers others comes after them.
 * @param {import('../../../www/view/timeline/palette.js').Palette} palette
 */
export function drawNaively(canvas, scale, rows, { start, end, task, kind }, order, palette) {
  if (canvas.width !== scale.width || canvas.height !== rows.height) Object.assign(canvas, { width: scale.width, height: rows.height });
  const context = canvas.getContext('2d');
  context.fillStyle = palette.track;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const i of order) {
    if (end[i] < scale.fromMs || start[i] > scale.toMs) continue;
    const left = Math.round(scale.x(start[i]));
    const right = Math.max(Math.round(scale.x(end[i])), left + 1);
    context.fillStyle = palette.byId.get(kind[i]).flat;
    context.fillRect(left, Math.floor(rows.places[task[i]] / rows.perRow) * rows.rowHeight, right - left, rows.rowHeight);
  }
}
