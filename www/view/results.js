/* What a run came to: a row per model, what failed, the pictures, and what to know of the numbers. */

import { byId, make, prose } from './dom.js';
import { browserName, bytes, counted, duration, perSecond, times } from './format.js';
import { pictures } from './pictures.js';

/** @typedef {import('../api-types.js').Description} Description */
/** @typedef {import('../api-types.js').Environment} Environment */
/** @typedef {import('../api-types.js').ModelResult} ModelResult */
/** @typedef {import('../api-types.js').RunResult} RunResult */

const SHOWN_FAILURES = 20;
const SHOWN_SLOW = 5;
const NAMED_TASKS = 5;
const SEQUENTIAL = 'sequential';

/** @typedef {{ id: string, name: string, model: ModelResult }} Named */

/**
 * @param {RunResult} result
 * @param {Description} description
 */
export function showResults(result, description) {
  const models = Object.entries(result.models).map(([id, model]) => ({ id, model, name: nameOf(id, description) }));
  byId('results', HTMLElement).hidden = models.length === 0;
  byId('results-body', HTMLDivElement).replaceChildren(
    ...(result.verdict.text === '' ? [] : [make('p', { class: 'verdict' }, ...prose(result.verdict.text))]),
    // A keyboard scrolls only what has the focus.
    make('div', { class: 'scrollable', tabindex: '0', role: 'region', 'aria-label': 'Table of results' }, table(models, description)),
    ...notes(models, result),
    ...models.flatMap(({ name, model }) => slowSteps(name, model)),
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
 * @param {Named[]} models
 * @param {Description} description
 */
function table(models, description) {
  const compared = models.some(({ id }) => id === SEQUENTIAL) && models.length > 1;
  /** @type {{ head: string, cell: (each: Named) => (Node | string)[] }[]} */
  const columns = [
    { head: 'Wall time', cell: ({ model }) => [duration(model.wallMs), ...spread(model)] },
    { head: 'Speed-up', cell: ({ id, model }) => [speedup(id, model, compared)] },
    { head: 'Tasks', cell: ({ model }) => outcomes(model, description) },
  ];
  // Only some workloads have these.
  if (models.some(({ model }) => model.throughput !== undefined)) {
    columns.push({ head: 'Throughput', cell: ({ model }) => [perSecond(model.throughput)] });
  }
  if (models.some(({ model }) => model.latency)) {
    columns.push({ head: 'Latency, p50 · p90 · p99', cell: ({ model }) => [latency(model)] });
  }
  if (models.some(({ model }) => model.memoryBytes)) {
    const title = 'The most that it took: what its tasks allocated, its threads’ stacks and its processes’ memories';
    columns.push({ head: 'Memory', cell: ({ model }) => [model.memoryBytes ? make('span', { title }, bytes(model.memoryBytes)) : '–'] });
  }
  if (models.some(({ model }) => model.startUpMs !== undefined)) {
    columns.push({ head: 'Start-up of processes', cell: ({ model }) => [model.startUpMs === undefined ? '–' : duration(model.startUpMs)] });
  }
  if (models.some(({ model }) => model.locks.length > 0)) {
    columns.push({ head: 'Longest wait for a lock', cell: ({ model }) => [longestWait(model)] });
  }
  if (models.some(({ model }) => model.counters.length > 0)) {
    columns.push({ head: 'Counters, found of expected', cell: ({ model }) => model.counters.flatMap(counter) });
  }
  columns.push(
    { head: 'Longest block of the loop', cell: ({ model }) => [duration(model.longestBlockMs)] },
    { head: 'Loop lag, p50 · p99', cell: ({ model }) => [lag(model)] },
  );
  // The roles are said outright: a narrow page lays the rows out as cards, which would take them away.
  const head = ['Model', ...columns.map((column) => column.head)].map((each) => make('th', { scope: 'col', role: 'columnheader' }, each));
  const rows = models.map((each) => {
    const cells = columns.map(({ head, cell }) => make('td', { role: 'cell', 'data-head': head }, ...cell(each)));
    const simulated = each.model.simulated ? [' ', make('span', { class: 'model-note' }, 'simulated')] : [];
    return make('tr', { role: 'row' }, make('th', { scope: 'row', role: 'rowheader' }, each.name, ...simulated), ...cells);
  });
  return make(
    'table',
    { role: 'table' },
    make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...head)),
    make('tbody', { role: 'rowgroup' }, ...rows),
  );
}

/** @param {ModelResult} model */
function spread({ spread }) {
  if (!spread || spread.count < 2) return [];
  const text = `${duration(spread.min)} to ${duration(spread.max)}`;
  return [' ', make('span', { class: 'quiet spread', title: `The median of ${spread.count} runs, which took ${text}` }, text)];
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

/** @param {ModelResult} model */
function latency({ latency }) {
  if (!latency) return make('span', { title: 'Not known: no task has ended well' }, '–');
  const title = `From a task's arrival to its end; at most ${duration(latency.max)}`;
  return make('span', { title }, [latency.p50, latency.p90, latency.p99].map(duration).join(' · '));
}

/** @param {ModelResult} model */
function longestWait({ locks }) {
  const [longest] = [...locks].sort((a, b) => b.longestMs - a.longestMs);
  if (longest === undefined) return '–';
  const title = locks.map(({ name, waits, totalMs }) => `${name}: ${counted(waits, 'time')} asked for, ${duration(totalMs)} waited in all`).join('\n');
  return make('span', { title }, `${duration(longest.longestMs)} (${longest.name})`);
}

/** @param {ModelResult['counters'][number]} counter */
function counter({ name, expected, found }) {
  const lost = expected - found;
  const text = `${name} ${found.toLocaleString('en')} of ${expected.toLocaleString('en')}`;
  const title = lost === 0 ? 'Nothing was lost' : `${lost.toLocaleString('en')} updates were lost`;
  return [make('span', { class: lost === 0 ? 'chip outcome-done' : 'chip outcome-failed', title }, text), ' '];
}

/** @param {ModelResult} model */
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
    .flatMap(({ word, name }) => [make('span', { class: `outcome-${word} chip` }, `${model.counts[word].toLocaleString('en')} ${name}`), ' ']);
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
