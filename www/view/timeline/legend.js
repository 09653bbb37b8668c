/* The legend: the kinds of span that have been seen, each as it is drawn. */

import { byId, contextOf, make } from '../dom.js';

/** @typedef {import('./palette.js').Palette} Palette */

const WIDTH = 26;
const HEIGHT = 14;

/** @param {Palette} first */
export function createLegend(first) {
  const list = byId('legend', HTMLUListElement);
  let palette = first;
  /** @type {Map<import('../../api-types.js').Columns['start'], number>} Rows looked at already, by column. */
  let read = new Map();
  /** @type {Set<number>} */
  let seen = new Set();

  function draw() {
    const looks = [...palette.byId.values()].filter(({ kind }) => seen.has(kind.id) && (kind.group === 'span' || kind.group === 'end') && kind.word !== 'done');
    list.replaceChildren(
      ...looks.map((look) => {
        const ratio = window.devicePixelRatio || 1;
        const swatch = make('canvas', { width: Math.round(WIDTH * ratio), height: Math.round(HEIGHT * ratio), 'aria-hidden': 'true' });
        Object.assign(swatch.style, { width: `${WIDTH}px`, height: `${HEIGHT}px` });
        const context = contextOf(swatch);
        context.scale(ratio, ratio);
        drawSwatch(context, look);
        return make('li', { title: look.kind.summary }, swatch, look.kind.name);
      }),
    );
  }

  return {
    /** @param {Palette} next */
    show(next) {
      palette = next;
      draw();
    },

    /** @param {{ columns: import('../../api-types.js').Columns, length: number } | null} spans */
    note(spans) {
      if (spans === null) return;
      const { columns, length } = spans;
      const before = seen.size;
      for (let i = read.get(columns.start) ?? 0; i < length; i += 1) seen.add(columns.kind[i]);
      read.set(columns.start, length);
      if (seen.size !== before) draw();
    },

    clear() {
      read = new Map();
      seen = new Set();
      draw();
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('./palette.js').Look} look
 */
function drawSwatch(context, look) {
  if (look.kind.group === 'end') {
    const middle = WIDTH / 2;
    context.strokeStyle = look.colour;
    context.lineWidth = 2;
    context.beginPath();
    if (look.kind.word === 'failed') {
      context.moveTo(middle - 4, 3);
      context.lineTo(middle + 4, 11);
      context.moveTo(middle - 4, 11);
      context.lineTo(middle + 4, 3);
    } else {
      context.moveTo(middle, 2);
      context.lineTo(middle, 12);
    }
    context.stroke();
    return;
  }
  context.fillStyle = look.fill;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  if (look.solid) return;
  context.fillStyle = look.colour;
  context.fillRect(0, 0, WIDTH, 1);
  context.fillRect(0, HEIGHT - 1, WIDTH, 1);
}
