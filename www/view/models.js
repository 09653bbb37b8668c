/* The models to tick. */

import { byId, make, prose } from './dom.js';

/** @typedef {import('../api-types.js').ModelDescription} ModelDescription */
/** @typedef {import('../api-types.js').Environment} Environment */

/**
 * @param {ModelDescription[]} models
 * @param {Environment} environment
 */
export function createModelList(models, environment) {
  const list = byId('models', HTMLDivElement);
  const boxes = models.map((model) => {
    const missing = model.needsThreads && environment.build === 'single';
    const box = make('input', { type: 'checkbox', name: 'model', value: model.id, id: `model-${model.id}`, disabled: missing });
    const name = make('span', { class: 'model-name' }, model.name);
    if (model.note !== '') name.append(' ', make('span', { class: 'model-note' }, model.note));
    const summary = missing ? 'Needs threads, which this page does not have (see above).' : model.summary;
    // The same model under a global interpreter lock is a switch on it: both can be ticked.
    const variant = model.withoutGil === null ? '' : ' variant';
    list.append(make('label', { class: `model${variant}`, for: box.id }, box, make('span', {}, name, make('span', { class: 'model-summary' }, ...prose(summary)))));
    return box;
  });
  list.firstElementChild?.remove();

  return {
    /** @returns {string[]} */
    get ticked() {
      return boxes.filter((box) => box.checked).map((box) => box.value);
    },
    /** @param {string[]} ids */
    tick(ids) {
      for (const box of boxes) box.checked = !box.disabled && ids.includes(box.value);
    },
  };
}
