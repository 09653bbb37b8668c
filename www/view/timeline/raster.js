/*
 * The spans of a model as pixels: a cell a row and pixel column holds what is seen there, and all cells become one
 * image, which is put on the canvas at once. However many spans there are, each pixel is written once.
 */

import { contextOf } from '../dom.js';

/** @typedef {import('./palette.js').Palette} Palette */

/** Rows lower than this have no texture; CSS pixels. */
const TEXTURED = 6;
/** The mark under spans of the step that is looked at; CSS pixels. */
const UNDERLINE = 3;

/*
 * What a cell holds, by the number of looks: nothing; a look of what is only foretold; a look; a look that is marked.
 *
 *   0 │ 1 … n │ n + 1 … 2n │ 2n + 1 … 3n │ 3n + 1: a tick of the axis, where there is nothing
 */
const NOTHING = 0;
export const FAINT = 1;
/** @param {Palette} palette */
export const firmOf = ({ looks }) => 1 + looks.length;

export function createRaster() {
  const context = contextOf(document.createElement('canvas'));
  let cells = new Uint8Array(0);
  let columns = 0;
  let rowCount = 0;
  /** @type {ImageData | null} */
  let image = null;
  /** @type {{ palette: Palette, height: number, inset: number, pixels: Uint32Array, alike: Uint16Array } | null} */
  let strips = null;

  return {
    /**
     * Begins a picture.
     *
     * @param {number} width In device pixels.
     * @param {number} rows
     */
    begin(width, rows) {
      columns = width;
      rowCount = rows;
      if (cells.length < width * rows) cells = new Uint8Array(width * rows);
      else cells.fill(NOTHING, 0, width * rows);
    },

    /** The cells of a row. @param {number} row */
    row(row) {
      return cells.subarray(row * columns, (row + 1) * columns);
    },

    /** Draws the axis's ticks where there is nothing. @param {number[]} at Columns. @param {Palette} palette */
    tick(at, { looks }) {
      for (let first = 0; first < columns * rowCount; first += columns) {
        for (const column of at) if (column >= 0 && column < columns && cells[first + column] === NOTHING) cells[first + column] = 1 + 3 * looks.length;
      }
    },

    /**
     * Puts the picture on a canvas.
     *
     * @param {CanvasRenderingContext2D} to
     * @param {Palette} palette
     * @param {object} place In device pixels.
     * @param {number} place.left
     * @param {number} place.height Of a row.
     * @param {number} place.inset Of what is drawn in a row.
     * @param {number} place.shift By which textures move with the time.
     * @param {number} ratio
     */
    blit(to, palette, { left, height, inset, shift }, ratio) {
      const rows = rowCount;
      if (columns === 0 || rows === 0) return;
      if (image?.width !== columns || image.height !== rows * height) {
        image = new ImageData(columns, rows * height);
        context.canvas.width = columns;
        context.canvas.height = rows * height;
      }
      if (strips?.palette !== palette || strips.height !== height || strips.inset !== inset) {
        const pixels = stripsOf(palette, height, inset, ratio);
        strips = { palette, height, inset, pixels, alike: alikeIn(pixels, height, palette.tile) };
      }
      fill(new Uint32Array(image.data.buffer), cells, strips.pixels, columns, rows, height, palette.tile, shift, strips.alike);
      context.putImageData(image, 0, 0);
      to.save();
      to.setTransform(1, 0, 0, 1, 0, 0);
      to.drawImage(context.canvas, left, 0);
      to.restore();
    },
  };
}

/**
 * @param {Uint32Array} out
 * @param {Uint8Array} cells
 * @param {Uint32Array} strips
 * @param {number} columns
 * @param {number} rows
 * @param {number} height
 * @param {number} tile
 * @param {number} shift
 * @param {Uint16Array} alike Of each line of a row, the first one that is like it.
 */
function fill(out, cells, strips, columns, rows, height, tile, shift, alike) {
  const strip = height * tile;
  const phase = new Uint32Array(columns);
  for (let x = 0; x < columns; x += 1) phase[x] = (((x + shift) % tile) + tile) % tile;
  const from = new Uint32Array(columns);
  for (let row = 0; row < rows; row += 1) {
    for (let x = 0, cell = row * columns; x < columns; x += 1, cell += 1) from[x] = cells[cell] * strip + phase[x];
    for (let y = 0; y < height; y += 1) {
      const line = (row * height + y) * columns;
      if (alike[y] < y) {
        out.copyWithin(line, (row * height + alike[y]) * columns, (row * height + alike[y] + 1) * columns);
        continue;
      }
      const down = y * tile;
      for (let x = 0; x < columns; x += 1) out[line + x] = strips[from[x] + down];
    }
  }
}

/**
 * How each look is drawn in a row: as wide as the textures' tile, as high as the row.
 *
 * @param {Palette} palette
 * @param {number} height
 * @param {number} inset
 * @param {number} ratio
 */
function stripsOf({ looks, tile, pixels: { track, grid, ink } }, height, inset, ratio) {
  const strip = height * tile;
  const pixels = new Uint32Array((2 + 3 * looks.length) * strip);
  const edge = Math.max(1, Math.round(ratio));
  const isTextured = height - 2 * inset >= TEXTURED * ratio - 1;
  /** @param {number} value @param {(x: number, y: number, fromEdge: number) => number} pixel */
  const draw = (value, pixel) => {
    for (let y = inset; y < height - inset; y += 1) {
      for (let x = 0; x < tile; x += 1) pixels[value * strip + y * tile + x] = pixel(x, y, Math.min(y - inset, height - inset - 1 - y));
    }
  };
  draw(NOTHING, () => track);
  draw(1 + 3 * looks.length, () => grid);
  looks.forEach(({ pixels: look, solid }, i) => {
    /** @param {number} x @param {number} y @param {number} fromEdge */
    const firm = (x, y, fromEdge) => {
      if (!isTextured) return look.flat;
      return !solid && fromEdge < edge ? look.edge : look.tile[(y % tile) * tile + x];
    };
    const under = height - inset - Math.round(UNDERLINE * ratio);
    draw(FAINT + i, (_x, _y, fromEdge) => (isTextured && fromEdge < edge ? look.faintEdge : look.faint));
    draw(1 + looks.length + i, firm);
    draw(1 + 2 * looks.length + i, (x, y, fromEdge) => (isTextured && y >= under ? ink : firm(x, y, fromEdge)));
  });
  return pixels;
}

/**
 * Of each line of a row the first one that looks the same whatever is in the row: such a line is copied.
 *
 * @param {Uint32Array} strips
 * @param {number} height
 * @param {number} tile
 */
function alikeIn(strips, height, tile) {
  /** @param {number} one @param {number} other */
  const areAlike = (one, other) => {
    for (let strip = 0; strip < strips.length; strip += height * tile) {
      for (let x = 0; x < tile; x += 1) if (strips[strip + one * tile + x] !== strips[strip + other * tile + x]) return false;
    }
    return true;
  };
  return Uint16Array.from({ length: height }, (_, y) => {
    for (let before = 0; before < y; before += 1) if (areAlike(before, y)) return before;
    return y;
  });
}
