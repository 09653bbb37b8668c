/* What a run came to: a row per model, what failed, the pictures, and what to know of the numbers. */

import { byId, make, prose } from './dom.js';
import { browserName, counted, duration, times } from './format.js';
import { pictures } from './pictures.js';

/** @typedef {import('../api-types.js').Description} Description */
/** @typedef {import('../api-types.js').Environment} Environment */
/** @typedef {import('../api-types.js').ModelResult} ModelResult */
/** @typedef {import('../api-types.js').RunResult} RunResult */

const SHOWN_FAILURES = 20;
const NAMED_TASKS = 5;
const SEQUENTIAL = 'sequential';

/**
 * @param {RunResult} result
 * @param {Description} description
 */
export function showResults(result, description) {
  const models = Object.entries(result.models).map(([id, model]) => ({ id, model, name: nameOf(id, description) }));
  byId('results', HTMLElement).hidden = models.length === 0;
  byId('results-body', HTMLDivElement).replaceChildren(
    table(models, description),
    ...notes(models, result),
    ...models.flatMap(({ name, model }, i) => failures(name, model, i === 0)),
    ...models.flatMap(({ name, model }) => pictures(name, model.images)),
  );
}

/** @param {Environment} environment */
export function showEnvironment({ browser, cores, poolSize, clockResolutionMs, build }) {
  const line = byId('environment', HTMLParagraphElement);
  line.title = browser;
  line.textContent = [
    browserName(browser),
    counted(cores, 'core'),
    build === 'threads' ? `${counted(poolSize, 'worker')} in the pool` : 'build without threads',
    `clock in steps of ${duration(clockResolutionMs).replace(/\.0+ /, ' ')}`,
  ].join(' · ');
}

/**
 * One sentence on the run, for those who do not see the page.
 *
 * @param {RunResult} result
 * @param {Description} description
 */
export function spokenSummary(result, description) {
  const parts = Object.entries(result.models).map(([id, model]) => {
    const name = nameOf(id, description);
    if (model.error) return `${name} was not finished`;
    const failed = Object.entries(model.counts).filter(([state, count]) => state !== 'done' && count > 0);
    const outcome = failed.map(([state, count]) => `, ${count} ${stateName(state, description)}`).join('');
    return `${name} ${duration(model.wallMs)}${outcome}`;
  });
  return `${result.stopped ? 'Stopped.' : 'Done.'} ${parts.join('; ')}${parts.length > 0 ? '.' : ''}`;
}

/**
 * @param {{ id: string, name: string, model: ModelResult }[]} models
 * @param {Description} description
 */
function table(models, description) {
  const compared = models.some(({ id }) => id === SEQUENTIAL) && models.length > 1;
  const heads = ['Model', 'Wall time', 'Speed-up', 'Tasks', 'Longest block of the loop', 'Loop lag, p50 · p99'];
  // The roles are said outright: a narrow page lays the rows out as cards, which would take them away.
  const head = heads.map((each) => make('th', { scope: 'col', role: 'columnheader' }, each));
  const rows = models.map(({ id, name, model }) => {
    const cells = [
      [duration(model.wallMs)],
      [speedup(id, model, compared)],
      outcomes(model, description),
      [duration(model.longestBlockMs)],
      [lag(model)],
    ].map((content, i) => make('td', { role: 'cell', 'data-head': heads[i + 1] }, ...content));
    return make('tr', { role: 'row' }, make('th', { scope: 'row', role: 'rowheader' }, name), ...cells);
  });
  return make(
    'table',
    { role: 'table' },
    make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...head)),
    make('tbody', { role: 'rowgroup' }, ...rows),
  );
}

/**
 * @param {string} id
 * @param {ModelResult} model
 * @param {boolean} compared
 */
function speedup(id, model, compared) {
  if (model.speedup === null) return make('span', { title: 'Not known: sequential has not been run to its end' }, '–');
  if (id === SEQUENTIAL && compared) return make('span', { class: 'quiet' }, times(1));
  return make('strong', {}, times(model.speedup));
}

/**
 * @param {ModelResult} model
 */
function lag({ lag }) {
  if (lag === null) return make('span', { title: 'Not known: the engine was lost' }, '–');
  const title = `How late the event loop came to what was due, in ${counted(lag.count, 'beat')}; at most ${duration(lag.max)}`;
  return make('span', { title }, `${duration(lag.p50)} · ${duration(lag.p99)}`);
}

/**
 * @param {ModelResult} model
 * @param {Description} description
 */
function outcomes(model, description) {
  return description.kinds
    .filter(({ group, word }) => group === 'end' && (model.counts[word] ?? 0) > 0)
    .map(({ word, name }) => make('span', { class: `outcome-${word} chip` }, `${model.counts[word].toLocaleString('en')} ${name}`));
}

/**
 * @param {{ name: string, model: ModelResult }[]} models
 * @param {RunResult} result
 */
function notes(models, result) {
  const sentences = models.flatMap(({ name, model }) => [
    ...(model.error ? [make('li', { class: 'bad' }, `${name}: `, ...prose(model.error))] : []),
    ...model.notes.map((note) => make('li', {}, `${name}: `, ...prose(note))),
  ]);
  if (result.stopped) sentences.unshift(make('li', {}, 'The run was stopped; the numbers are of what had been done by then.'));
  return sentences.length === 0 ? [] : [make('ul', { class: 'notes' }, ...sentences)];
}

/**
 * What went wrong, said once for all tasks that say the same.
 *
 * @param {string} name
 * @param {ModelResult} model
 * @param {boolean} open
 */
function failures(name, model, open) {
  /** @type {Map<string, string[]>} */
  const tasksByError = new Map();
  let count = 0;
  for (const { name: task, error } of model.tasks) {
    if (!error) continue;
    count += 1;
    const tasks = tasksByError.get(error);
    if (tasks === undefined) tasksByError.set(error, [task]);
    else tasks.push(task);
  }
  if (count === 0) return [];
  const items = [...tasksByError].slice(0, SHOWN_FAILURES).map(([error, tasks]) => {
    const more = tasks.length > NAMED_TASKS ? ` and ${(tasks.length - NAMED_TASKS).toLocaleString('en')} more` : '';
    return make('li', {}, make('strong', {}, `${tasks.slice(0, NAMED_TASKS).join(', ')}${more}`), ': ', ...prose(error));
  });
  const left = tasksByError.size - items.length;
  if (left > 0) items.push(make('li', { class: 'quiet' }, `and ${counted(left, 'other error')}`));
  const summary = make('summary', {}, `${name}: what went wrong (${counted(count, 'task')})`);
  return [make('details', { class: 'failures', open }, summary, make('ul', {}, ...items))];
}

/**
 * A model's name.
 *
 * @param {string} id
 * @param {Description} description
 */
export function nameOf(id, description) {
  return description.models.find((model) => model.id === id)?.name ?? id;
}

/**
 * @param {string} state
 * @param {Description} description
 */
function stateName(state, description) {
  return description.kinds.find(({ group, word }) => group === 'end' && word === state)?.name ?? state;
}
