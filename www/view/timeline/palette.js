/*
 * How each kind of span looks: its colour from the style sheet (`--kind-<word>`), and a texture, so
 * that kinds are told apart without colour. What waits is hollow, what computes is solid.
 */

/** @typedef {import('../../api-types.js').KindDescription} KindDescription */

/**
 * @typedef {object} Look
 * @property {KindDescription} kind
 * @property {string} colour
 * @property {string} flat For spans too low for a texture.
 * @property {string} ground What text within a span stands on.
 * @property {string | CanvasPattern} fill For spans high enough to show a texture.
 * @property {boolean} solid
 * @property {Pixels} pixels
 */

/**
 * @typedef {object} Pixels The colours as an image has them.
 * @property {Uint32Array} tile A square of the texture, row by row.
 * @property {number} flat
 * @property {number} edge Of the long sides of a hollow span.
 * @property {number} faint Of what is only foretold.
 * @property {number} faintEdge
 */

/**
 * @typedef {object} Palette
 * @property {Look[]} looks Spans in the order in which one covers the other: what waits first.
 * @property {number[]} rank Of each kind, its place in that order; -1 for what is no span.
 * @property {number} tile The side of the textures' tiles in device pixels.
 * @property {{ track: number, grid: number, ink: number }} pixels
 * @property {Map<number, Look>} byId Ends included.
 * @property {string} ink
 * @property {string} quiet
 * @property {string} track
 * @property {string} grid
 * @property {string} area Of the chart of what waits.
 * @property {string} busy Of the chart of what computes.
 * @property {string} lag Of the chart of the loop's lag.
 * @property {string} onSolid
 * @property {string} font
 * @property {number} fontSize
 */

/** @typedef {'plain' | 'rising' | 'falling' | 'upright' | 'dots' | 'grid'} Texture */

/** @type {Record<string, { texture: Texture, solid: boolean }>} */
const TEXTURES = {
  wait: { texture: 'rising', solid: false },
  queued: { texture: 'dots', solid: false },
  backoff: { texture: 'falling', solid: false },
  lock: { texture: 'grid', solid: false },
  gil: { texture: 'upright', solid: false },
  run: { texture: 'plain', solid: true },
  thread: { texture: 'upright', solid: true },
  spawn: { texture: 'dots', solid: true },
  copy: { texture: 'falling', solid: true },
};
/** For a kind this page does not know yet. */
const UNKNOWN = { texture: /** @type {Texture} */ ('grid'), solid: true };
const PLAIN = { texture: /** @type {Texture} */ ('plain'), solid: true };

/**
 * @param {KindDescription[]} kinds
 * @param {HTMLElement} element Its style is read.
 * @param {number} ratio Device pixels a CSS pixel.
 * @returns {Palette}
 */
export function readPalette(kinds, element, ratio) {
  const style = getComputedStyle(element);
  /** @param {string} name */
  const colour = (name) => style.getPropertyValue(name).trim();
  const surface = colour('--surface');
  const size = Math.max(1, Math.round(TILE * ratio));
  const looks = kinds.map((kind) => {
    const own = colour(`--kind-${kind.word}`) || colour('--kind-other');
    const { texture, solid } = kind.group === 'end' ? PLAIN : (TEXTURES[kind.word] ?? UNKNOWN);
    const ground = solid ? own : mixed(own, 20, surface);
    const strokes = solid ? mixed('#fff', 30, own) : mixed(own, 62, surface);
    const flat = solid ? own : mixed(own, 55, surface);
    const { fill, pixels } = textured(texture, ground, strokes, size);
    return {
      kind,
      colour: own,
      flat,
      ground,
      fill,
      solid,
      pixels: {
        tile: pixels,
        flat: pixelOf(flat),
        edge: pixelOf(own),
        faint: pixelOf(mixed(own, solid ? 26 : 9, surface)),
        faintEdge: pixelOf(mixed(own, 60, surface)),
      },
    };
  });
  const spans = looks.filter((look) => look.kind.group === 'span').sort((a, b) => Number(a.solid) - Number(b.solid));
  const rank = Array.from({ length: 256 }, (_, id) => spans.findIndex((look) => look.kind.id === id));
  return {
    looks: spans,
    rank,
    tile: size,
    pixels: { track: pixelOf(colour('--track')), grid: pixelOf(colour('--grid')), ink: pixelOf(colour('--ink')) },
    byId: new Map(looks.map((look) => [look.kind.id, look])),
    ink: colour('--ink'),
    quiet: colour('--quiet'),
    track: colour('--track'),
    grid: colour('--grid'),
    area: mixed(colour('--kind-queued'), 70, surface),
    busy: mixed(colour('--kind-thread'), 70, surface),
    lag: mixed(colour('--kind-run'), 70, surface),
    onSolid: colour('--on-solid'),
    font: style.fontFamily,
    fontSize: parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75,
  };
}

/**
 * @param {string} colour
 * @param {number} percent
 * @param {string} other
 */
function mixed(colour, percent, other) {
  return `color-mix(in srgb, ${colour} ${percent}%, ${other})`;
}

const TILE = 8;

/**
 * A texture to fill with, and the pixels of one tile of it.
 *
 * @param {Texture} texture
 * @param {string} ground
 * @param {string} strokes
 * @param {number} size Of a tile in device pixels.
 */
function textured(texture, ground, strokes, size) {
  const context = drawnOn(size);
  const { canvas } = context;
  context.scale(size / TILE, size / TILE);
  context.fillStyle = ground;
  context.fillRect(0, 0, TILE, TILE);
  context.strokeStyle = context.fillStyle = strokes;
  context.lineWidth = 1.2;
  drawTexture(context, texture);
  const pixels = new Uint32Array(context.getImageData(0, 0, size, size).data.buffer);
  const pattern = texture === 'plain' ? null : context.createPattern(canvas, 'repeat');
  // The tile is in device pixels, the canvas it fills is scaled.
  pattern?.setTransform(new DOMMatrix().scale(TILE / size, TILE / size));
  return { fill: pattern ?? ground, pixels };
}

/** A colour of the style sheet as an image has it. @param {string} colour */
function pixelOf(colour) {
  const context = drawnOn(1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0];
}

/** To draw on and read, one for each size: to make one takes longer than all that is drawn on it. @type {Map<number, CanvasRenderingContext2D>} */
const canvases = new Map();

/** An empty canvas whose pixels are read; it is the same one for every colour or texture. @param {number} size */
function drawnOn(size) {
  const context = canvases.get(size) ?? document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The browser gives no canvas to draw on.');
  canvases.set(size, context);
  // That empties it, and takes back how it was drawn on.
  context.canvas.width = context.canvas.height = size;
  return context;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Texture} texture
 */
function drawTexture(context, texture) {
  const half = TILE / 2;
  context.beginPath();
  if (texture === 'rising' || texture === 'falling') {
    for (const shift of [-TILE, 0, TILE]) {
      context.moveTo(shift, texture === 'rising' ? TILE : 0);
      context.lineTo(shift + TILE, texture === 'rising' ? 0 : TILE);
    }
  }
  if (texture === 'upright' || texture === 'grid') {
    context.moveTo(half, 0);
    context.lineTo(half, TILE);
  }
  if (texture === 'grid') {
    context.moveTo(0, half);
    context.lineTo(TILE, half);
  }
  context.stroke();
  if (texture === 'dots') {
    for (const [x, y] of [[2, 2], [6, 6]]) context.fillRect(x - 0.8, y - 0.8, 1.6, 1.6);
  }
}
