/* The pictures that tasks have computed. */

import { contextOf, make } from './dom.js';
import { whole } from './format.js';

/** @typedef {import('../api-types.js').TaskImage} TaskImage */

const SHOWN = 12;

/**
 * @param {string} model
 * @param {TaskImage[]} images
 */
export function pictures(model, images) {
  if (images.length === 0) return [];
  const figures = images.slice(0, SHOWN).map((image) => {
    const canvas = make('canvas', { width: image.width, height: image.height, role: 'img', 'aria-label': `Picture computed by ${image.task}` });
    // A copy: pixels in shared memory are refused.
    const pixels = new Uint8ClampedArray(image.rgba);
    contextOf(canvas).putImageData(new ImageData(pixels, image.width, image.height), 0, 0);
    return make('figure', {}, canvas, make('figcaption', {}, image.task));
  });
  const more = images.length - figures.length;
  return [
    make('h3', {}, `Pictures, ${model}`),
    make('div', { class: 'pictures' }, ...figures),
    ...(more > 0 ? [make('p', { class: 'quiet' }, `and ${whole(more)} more`)] : []),
  ];
}
