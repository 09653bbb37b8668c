/* The timeline as a picture: its canvases where they stand, its words drawn where they are read. */

import { byId, contextOf } from '../dom.js';

const MARGIN = 16;
const LEGEND_HEIGHT = 28;
const GAP = 12;

/** @returns {Promise<Blob>} A PNG, in the pixels of the screen. */
export function picture() {
  const root = byId('timeline', HTMLDivElement);
  const { width, height } = root.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round((width + 2 * MARGIN) * ratio);
  canvas.height = Math.round((height + LEGEND_HEIGHT + 2 * MARGIN) * ratio);
  const context = contextOf(canvas);
  context.scale(ratio, ratio);
  context.fillStyle = getComputedStyle(root).getPropertyValue('--surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(MARGIN, MARGIN);
  drawLegend(context);
  context.translate(0, LEGEND_HEIGHT);
  drawParts(context, root);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('The browser makes no picture of that size.')) : resolve(blob)), 'image/png');
  });
}

/** @param {CanvasRenderingContext2D} context */
function drawLegend(context) {
  let left = 0;
  for (const item of byId('legend', HTMLUListElement).children) {
    const swatch = item.querySelector('canvas');
    if (swatch === null) continue;
    const { width, height } = swatch.getBoundingClientRect();
    context.drawImage(swatch, left, 0, width, height);
    left += width + GAP / 2;
    left += drawText(context, item, item.textContent ?? '', left, height / 2) + GAP;
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLElement} root
 */
function drawParts(context, root) {
  const origin = root.getBoundingClientRect();
  for (const part of root.querySelectorAll('canvas')) {
    const { left, top, width, height } = part.getBoundingClientRect();
    if (width > 0 && height > 0) context.drawImage(part, left - origin.left, top - origin.top, width, height);
  }
  const range = document.createRange();
  const words = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    // What is only there for those who hear the page takes no room.
    if (element === null || element.getBoundingClientRect().width <= 1) continue;
    range.selectNodeContents(words.currentNode);
    const { left, top, height } = range.getBoundingClientRect();
    drawText(context, element, words.currentNode.nodeValue ?? '', left - origin.left, top - origin.top + height / 2);
  }
}

/**
 * Draws a text as an element's style has it; returns its width.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Element} element
 * @param {string} text
 * @param {number} left
 * @param {number} middle
 */
function drawText(context, element, text, left, middle) {
  const { color, fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  context.fillStyle = color;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillText(text, left, middle);
  return context.measureText(text).width;
}
