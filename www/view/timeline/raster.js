/*
 * The spans of a model as pixels: a cell a row and pixel column holds what is seen there, and all cells become one
 * image, which is put on the canvas at once. However many spans there are, each pixel is written once.
 */

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
  let cells = new Uint8Array(0);
  let columns = 0;
  let rowCount = 0;
  /** @type {ImageData | null} */
  let image = null;
  /** @type {Strips | null} */
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
     * Puts the picture on a canvas, in the place of what is there.
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
      }
      if (strips?.palette !== palette || strips.height !== height || strips.inset !== inset) {
        const pixels = stripsOf(palette, height, inset, ratio);
        const lines = Array.from({ length: height }, (_, y) => lineOf(pixels, height, palette.tile, y));
        strips = { palette, height, inset, lines, alike: alikeIn(lines) };
      }
      fill(new Uint32Array(image.data.buffer), cells, strips, columns, rows, shift);
      to.putImageData(image, left, 0);
    },
  };
}

/**
 * How each look is drawn in a row.
 *
 * @typedef {object} Strips
 * @property {Palette} palette
 * @property {number} height
 * @property {number} inset
 * @property {Uint32Array[]} lines Line by line: of each look as many pixels as the textures' tile is wide.
 * @property {number[][]} alike The lines that look the same whatever is in the row, together.
 */

/**
 * @param {Uint32Array} out
 * @param {Uint8Array} cells
 * @param {Strips} strips
 * @param {number} columns
 * @param {number} rows
 * @param {number} shift
 */
function fill(out, cells, { palette: { tile }, height, lines, alike }, columns, rows, shift) {
  const phase = new Uint8Array(columns);
  for (let x = 0; x < columns; x += 1) phase[x] = (((x + shift) % tile) + tile) % tile;
  const from = new Uint16Array(columns);
  for (let row = 0; row < rows; row += 1) {
    for (let x = 0, cell = row * columns; x < columns; x += 1, cell += 1) from[x] = cells[cell] * tile + phase[x];
    const first = row * height;
    // Two lines at once: half of the work is to find out which pixels they are.
    for (let at = alike.length % 2; at < alike.length; at += 2) {
      const [[one], [other]] = [alike[at], alike[at + 1]];
      putTwo(out, (first + one) * columns, lines[one], (first + other) * columns, lines[other], from);
    }
    if (alike.length % 2 === 1) putOne(out, (first + alike[0][0]) * columns, lines[alike[0][0]], from);
    for (const [line, ...others] of alike) {
      for (const other of others) out.copyWithin((first + other) * columns, (first + line) * columns, (first + line + 1) * columns);
    }
  }
}

/**
 * @param {Uint32Array} out
 * @param {number} at Where the line begins.
 * @param {Uint32Array} line
 * @param {Uint16Array} from
 */
function putOne(out, at, line, from) {
  for (let x = 0; x < from.length; x += 1) out[at + x] = line[from[x]];
}

/**
 * @param {Uint32Array} out
 * @param {number} atOne
 * @param {Uint32Array} one
 * @param {number} atOther
 * @param {Uint32Array} other
 * @param {Uint16Array} from
 */
function putTwo(out, atOne, one, atOther, other, from) {
  for (let x = 0; x < from.length; x += 1) {
    const pixel = from[x];
    out[atOne + x] = one[pixel];
    out[atOther + x] = other[pixel];
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
  // From row to row.
  pixels.fill(grid, (1 + 3 * looks.length) * strip, (2 + 3 * looks.length) * strip);
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
 * One line of all of them, which is all that painting a line of pixels looks at.
 *
 * @param {Uint32Array} pixels
 * @param {number} height
 * @param {number} tile
 * @param {number} y
 */
function lineOf(pixels, height, tile, y) {
  const strips = pixels.length / (height * tile);
  return Uint32Array.from({ length: strips * tile }, (_, i) => pixels[Math.floor(i / tile) * height * tile + y * tile + (i % tile)]);
}

/** Lines that look the same whatever is in a row, together: one of them is painted, and copied. @param {Uint32Array[]} lines */
function alikeIn(lines) {
  /** @type {number[][]} */
  const alike = [];
  lines.forEach((line, y) => {
    const before = alike.find(([first]) => lines[first].every((pixel, i) => pixel === line[i]));
    if (before === undefined) alike.push([y]);
    else before.push(y);
  });
  return alike;
}
