/* A timeline as one would first write it: a rectangle for each span that is in the window. */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import('../../../www/view/timeline/scale.js').Scale} scale
 * @param {import('../../../www/view/timeline/rows.js').Rows} rows
 * @param {{ columns: import('../../../www/api-types.js').Columns, length: number }} trace
 * @param {import('../../../www/view/timeline/palette.js').Palette} palette
 */
export function drawNaively(canvas, scale, rows, trace, palette) {
  if (canvas.width !== scale.width || canvas.height !== rows.height) Object.assign(canvas, { width: scale.width, height: rows.height });
  const context = canvas.getContext('2d');
  const { start, end, task, kind } = trace.columns;
  context.fillStyle = palette.track;
  context.fillRect(0, 0, canvas.width, canvas.height);
  // What computes is seen over what waits.
  for (const isSolid of [false, true]) {
    for (let i = 0; i < trace.length; i += 1) {
      const look = palette.byId.get(kind[i]);
      if (look.solid !== isSolid || end[i] < scale.fromMs || start[i] > scale.toMs) continue;
      const left = Math.round(scale.x(start[i]));
      const right = Math.max(Math.round(scale.x(end[i])), left + 1);
      context.fillStyle = look.flat;
      context.fillRect(left, Math.floor(rows.places[task[i]] / rows.perRow) * rows.rowHeight, right - left, rows.rowHeight);
    }
  }
}
