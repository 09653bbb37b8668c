/* The models to tick. */

import { byId, make, prose } from './dom.js';

/** @typedef {import('../api-types.js').ModelDescription} ModelDescription */
/** @typedef {import('../api-types.js').Environment} Environment */

/** Unfolds the list where it hides nothing: in a column of its own. */
export function unfoldModels() {
  byId('models-fold', HTMLDetailsElement).open = Number(getComputedStyle(document.documentElement).getPropertyValue('--columns')) > 1;
}

/**
 * @param {ModelDescription[]} models
 * @param {Environment} environment
 */
export function createModelList(models, environment) {
  const list = byId('models', HTMLDivElement);
  const fold = byId('models-fold', HTMLDetailsElement);
  const tickedNames = byId('models-ticked', HTMLSpanElement);
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
  list.addEventListener('input', tell);

  /** Names what is ticked, for when the list is folded. */
  function tell() {
    tickedNames.textContent = models.filter((_, i) => boxes[i].checked).map((model) => model.name).join(', ');
  }

  return {
    /** @returns {string[]} */
    get ticked() {
      return boxes.filter((box) => box.checked).map((box) => box.value);
    },
    /** @param {string[]} ids */
    tick(ids) {
      for (const box of boxes) box.checked = !box.disabled && ids.includes(box.value);
      tell();
      // There is something to choose: of those that were wanted none is, or none works here.
      fold.open ||= this.ticked.length === 0;
    },
  };
}
