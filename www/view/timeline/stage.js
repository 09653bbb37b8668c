/* Draws timelines one below the other, under one axis and in one window of time. */

import { contextOf, make } from '../dom.js';
import { drawAxis, endWidth, INDENT } from './draw.js';
import { createLegend } from './legend.js';
import { readPalette } from './palette.js';
import { createScale, growEnd } from './scale.js';
import { createView } from './view.js';

/** @typedef {import('../../api-types.js').KindDescription} KindDescription */
/** @typedef {import('./section.js').Section} Section */

const FIRST_END_MS = 1_000;
const AXIS_HEIGHT = 24;
const MOST_HEIGHT = 320;
/** Room for what stands above a model's lanes. */
const ABOVE = 72;
/** The time at the end of the longest model may take so much of the axis; where it is longer, it stands beside the name alone. */
const MOST_AFTER = 1 / 6;

/**
 * @param {HTMLElement} root What it has the width of.
 * @param {object} source
 * @param {KindDescription[]} source.kinds
 * @param {() => Section[]} source.shown
 * @param {() => void} source.drawn All has been drawn, perhaps elsewhere than before.
 */
export function createStage(root, { kinds, shown, drawn }) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const axis = make('canvas', { class: 'axis', 'aria-hidden': 'true' });
  axis.style.height = `${AXIS_HEIGHT}px`;
  const axisContext = contextOf(axis);
  const view = createView(drawSoon);
  /** Where the axis begins, behind the labels; CSS pixels. */
  let left = 0;
  let scale = createScale(0, 1, 0, FIRST_END_MS);
  let ratio = pixelRatio();
  let shownLook = lookNow();
  /** What was drawn for; CSS pixels. */
  let shownWidth = 0;
  let palette = readPalette(kinds, root, ratio);
  const legend = createLegend(palette);
  /** The frame in which a moved window is drawn. */
  let drawing = 0;

  /** Most height a model may take: all of them should fit on a screen. */
  function room() {
    const all = Math.max(window.innerHeight * 0.62, 260);
    return Math.min(Math.max(Math.floor(all / Math.max(shown().length, 1)) - ABOVE, 88), MOST_HEIGHT);
  }

  /** Pixels for the labels, the same for all models so that they share one axis. */
  function gutter() {
    axisContext.font = `700 ${palette.fontSize}px ${palette.font}`;
    let widest = 0;
    for (const section of shown()) {
      for (const { text, depth } of section.labels().slice(0, 200)) {
        widest = Math.max(widest, depth * INDENT + axisContext.measureText(text).width);
      }
    }
    return Math.ceil(Math.min(widest + 10, root.clientWidth * 0.28, 180));
  }

  function pixelRatio() {
    return window.devicePixelRatio || 1;
  }

  /** What the palette depends on. */
  function lookNow() {
    return [pixelRatio(), dark.matches, getComputedStyle(document.documentElement).fontSize].join(' ');
  }

  /** Takes in the colours, the type and the pixels as they are now. */
  function look() {
    const next = lookNow();
    if (next === shownLook) return;
    shownLook = next;
    ratio = pixelRatio();
    palette = readPalette(kinds, root, ratio);
    legend.show(palette);
  }

  /** Whether the axis has to leap ahead, as a run goes on past all that was foretold. @param {number} longest */
  function isGrowing(longest) {
    return shown().some((section) => section.model !== null && !section.isOver && section.elapsed() >= longest * 0.98);
  }

  /** How long the axis is that has room for the time at the end. @param {number} longest */
  function withRoom(longest) {
    return longest / (1 - Math.min(endWidth(axisContext, longest, palette) / width(), MOST_AFTER));
  }

  /** Of the axis; CSS pixels. */
  function width() {
    return Math.max(root.clientWidth - left, 40);
  }

  /** @param {boolean} isWhole With the labels. */
  function draw(isWhole) {
    scale = createScale(left, width(), view.fromMs, view.toMs);
    axisContext.setTransform(ratio, 0, 0, ratio, 0, 0);
    axisContext.clearRect(0, 0, root.clientWidth, AXIS_HEIGHT);
    if (shown().some((section) => section.reachMs > 0)) drawAxis(axisContext, scale, AXIS_HEIGHT, palette);
    for (const section of shown()) {
      section.draw(scale, palette, ratio, isWhole);
      legend.note(section.spans());
    }
    showClocks();
    drawn();
  }

  /** In the next frame, once, however often the window moves until then. */
  function drawSoon() {
    if (drawing === 0) {
      drawing = requestAnimationFrame(() => {
        drawing = 0;
        draw(false);
      });
    }
  }

  function showClocks() {
    for (const section of shown()) section.showClock();
  }

  return {
    axis,
    view,
    look,
    draw,
    get scale() {
      return scale;
    },
    get palette() {
      return palette;
    },
    /** Whether the window has gone to a screen with other pixels since it was looked at. */
    get isElsewhere() {
      return ratio !== pixelRatio();
    },

    /** Whether it was drawn for another width, or other pixels, colours or type than there are now. */
    get isOutdated() {
      return shownWidth !== root.clientWidth || shownLook !== lookNow();
    },

    /** Something else is to be seen: all of its time is, and its colours are explained. */
    clear() {
      legend.clear();
      view.fit();
    },

    /**
     * Gives every lane its row, and draws everything on an axis that holds all models.
     *
     * @param {import('./rows.js').By} by
     * @param {boolean} isRunning
     */
    layOut(by, isRunning) {
      for (const section of shown()) section.layOut(by, room(), ratio);
      const longest = Math.max(0, ...shown().map((section) => section.reachMs));
      left = gutter();
      view.hold(longest > 0 && !(isRunning && isGrowing(longest)) ? withRoom(longest) : growEnd(isRunning ? view.wholeMs : FIRST_END_MS, longest));
      shownWidth = root.clientWidth;
      axis.width = Math.round(shownWidth * ratio);
      axis.height = Math.round(AXIS_HEIGHT * ratio);
      draw(true);
    },

    /** Draws what goes on. */
    drawGrowing() {
      for (const section of shown()) {
        if (section.isStale || (section.model !== null && !section.isOver)) section.draw(scale, palette, ratio, false);
        legend.note(section.spans());
      }
      showClocks();
    },
  };
}
