/* What a run came to: a row per model, what failed, the pictures, and what to know of the numbers. */

import { byId, make, prose } from './dom.js';
import { browserName, counted, duration, whole } from './format.js';
import { pagesFound } from './pages-found.js';
import { pictures } from './pictures.js';
import { createTable } from './table.js';

/** @typedef {import('../api-types.js').Description} Description */
/** @typedef {import('../api-types.js').Environment} Environment */
/** @typedef {import('../api-types.js').ModelResult} ModelResult */
/** @typedef {import('../api-types.js').RunResult} RunResult */

const SHOWN_FAILURES = 20;
const SHOWN_SLOW = 5;
const NAMED_TASKS = 5;

/** @typedef {{ id: string, name: string, model: ModelResult }} Named */

/**
 * @param {RunResult} result
 * @param {Description} description
 * @param {import('./table.js').Row[]} [kept] Rows of earlier runs, to be compared with.
 */
export function showResults(result, description, kept = []) {
  const models = Object.entries(result.models).map(([id, model]) => ({ id, model, name: nameOf(id, description) }));
  byId('results', HTMLElement).hidden = models.length === 0;
  byId('results-body', HTMLDivElement).replaceChildren(
    ...(result.verdict.text === '' ? [] : [make('p', { class: 'verdict' }, ...prose(result.verdict.text))]),
    // A keyboard scrolls only what has the focus.
    make('div', { class: 'scrollable', tabindex: '0', role: 'region', 'aria-label': 'Table of results' }, createTable([...models.map((row) => ({ ...row, variant: '' })), ...kept], description)),
    ...notes(models, result),
    ...models.flatMap(({ name, model }) => slowSteps(name, model)),
    ...models.flatMap(({ name, model }, i) => failures(name, model, i === 0)),
    ...models.flatMap(({ name, model }) => pictures(name, model.images)),
    ...models.flatMap(({ name, model }) => pagesFound(name, model.pages ?? [])),
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
    `clock in steps of ${duration(clockResolutionMs).replace(/\.0+\s/, '\u00a0')}`,
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
 * What is to be known of the run as a whole, a sentence each, under the table.
 *
 * @param {Named[]} models
 * @param {RunResult} result
 */
function notes(models, result) {
  const sentences = models.flatMap(({ name, model }) => [
    ...(model.error ? [make('li', { class: 'bad' }, make('strong', {}, `${name}:`), ' ', ...prose(model.error))] : []),
    ...model.deadlocks.map((deadlock) => make('li', { class: 'bad' }, make('strong', {}, `${name}:`), ' ', ...prose(deadlock))),
    ...model.notes.map((note) => make('li', {}, make('strong', {}, `${name}:`), ' ', ...prose(note))),
  ]);
  if (result.stopped) sentences.unshift(make('li', {}, 'The run was stopped; the numbers are of what had been done by then.'));
  if (result.hidden) sentences.unshift(make('li', {}, make('strong', {}, 'Throttled:'), ' this tab was hidden for some of the run, and browsers slow down the timers of hidden tabs. Run it again with the tab in view.'));
  return sentences.length === 0 ? [] : [make('ul', { class: 'notes' }, ...sentences)];
}

/**
 * What asyncio's debug mode would report: the steps that held the loop longest.
 *
 * @param {string} name
 * @param {ModelResult} model
 */
function slowSteps(name, model) {
  const slow = [...(model.slow ?? [])].sort((a, b) => b.ms - a.ms);
  if (slow.length === 0) return [];
  const items = slow
    .slice(0, SHOWN_SLOW)
    .map(({ task, step, ms }) => make('li', {}, make('strong', {}, task), ` held the loop for ${duration(ms)} in `, make('code', {}, step)));
  const left = slow.length - items.length;
  if (left > 0) items.push(make('li', { class: 'quiet' }, `and ${counted(left, 'more such step')}`));
  return [make('div', { class: 'slow' }, make('h3', {}, `${name}: steps that held the loop`), make('ul', {}, ...items))];
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
    const more = tasks.length > NAMED_TASKS ? ` and ${whole(tasks.length - NAMED_TASKS)} more` : '';
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
