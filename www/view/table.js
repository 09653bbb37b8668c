/* The table of results: a row a model, of this run and of those that are kept beside it; sorted by any column. */

import { make } from './dom.js';
import { bytes, counted, duration, perSecond, times, whole } from './format.js';
import { letterBeside } from './letter.js';

/** @typedef {import('../api-types.js').Description} Description */
/** @typedef {import('../api-types.js').ModelResult} ModelResult */

/** @typedef {{ id: string, name: string, model: ModelResult, variant: string }} Row `variant`: the name of the kept run that it is of, or nothing. */

/**
 * @typedef {object} Column
 * @property {string} head
 * @property {(row: Row) => (Node | string)[]} cell
 * @property {(row: Row) => number | null} rank By what it is sorted, smallest first.
 */

const SEQUENTIAL = 'sequential';

/**
 * @param {Row[]} rows
 * @param {Description} description
 */
export function createTable(rows, description) {
  const columns = columnsFor(rows, description);
  const longest = Math.max(...rows.map(({ model }) => model.wallMs));
  /** @type {{ column: number, sign: 1 | -1 } | null} */
  let sorted = null;
  const body = make('tbody', { role: 'rowgroup' });
  // The roles are said outright: a narrow page lays the rows out as cards, which would take them away.
  const heads = columns.map(({ head }, column) => {
    const button = make('button', { type: 'button', class: 'sort' }, head);
    button.addEventListener('click', () => {
      sorted = { column, sign: sorted?.column === column && sorted.sign === 1 ? -1 : 1 };
      fill();
    });
    return make('th', { scope: 'col', role: 'columnheader' }, button);
  });

  function fill() {
    for (const [i, head] of heads.entries()) {
      if (sorted?.column === i) head.setAttribute('aria-sort', sorted.sign === 1 ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    }
    body.replaceChildren(...inOrder().map(tableRow));
  }

  function inOrder() {
    if (sorted === null) return rows;
    const { column, sign } = sorted;
    const { rank } = columns[column];
    // What has no number comes last, either way.
    return [...rows].sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      if (x === null || y === null) return Number(x === null) - Number(y === null);
      return sign * (x - y);
    });
  }

  /** @param {Row} row */
  function tableRow(row) {
    const { name, model, variant } = row;
    const cells = columns.map(({ head, cell }) => make('td', { role: 'cell', 'data-head': head }, ...cell(row)));
    const simulated = model.simulated ? [' ', make('span', { class: 'model-note' }, 'simulated')] : [];
    const bar = make('div', { class: variant === '' ? 'wall-bar' : 'wall-bar kept' });
    bar.style.inlineSize = `${longest > 0 ? (100 * model.wallMs) / longest : 0}%`;
    cells[0].append(bar);
    return make('tr', { role: 'row' }, make('th', { scope: 'row', role: 'rowheader' }, name, ...letterBeside(variant), ...simulated), ...cells);
  }

  fill();
  const head = make('tr', { role: 'row' }, make('th', { scope: 'col', role: 'columnheader' }, 'Model'), ...heads);
  return make('table', { role: 'table' }, make('thead', { role: 'rowgroup' }, head), body);
}

/**
 * @param {Row[]} rows
 * @param {Description} description
 * @returns {Column[]}
 */
function columnsFor(rows, description) {
  const any = (/** @type {(model: ModelResult) => boolean} */ has) => rows.some(({ model }) => has(model));
  /** @type {Column[]} */
  const columns = [
    { head: 'Wall time', cell: ({ model }) => [duration(model.wallMs), ...spread(model)], rank: ({ model }) => model.wallMs },
    { head: 'Speed-up', cell: ({ id, model }) => [speedup(id, model, rows.length > 1)], rank: ({ model }) => model.speedup },
    { head: 'Tasks', cell: ({ model }) => outcomes(model, description), rank: ({ model }) => model.counts.done ?? 0 },
  ];
  // Only some workloads have these.
  if (any(({ throughput }) => throughput !== undefined)) {
    columns.push({ head: 'Throughput', cell: ({ model }) => [perSecond(model.throughput)], rank: ({ model }) => model.throughput ?? null });
  }
  if (any(({ latency }) => Boolean(latency))) {
    columns.push({ head: 'Latency, p50 · p90 · p99', cell: ({ model }) => [latency(model)], rank: ({ model }) => model.latency?.p50 ?? null });
  }
  if (any(({ memoryBytes }) => Boolean(memoryBytes))) {
    const title = 'The most that it took: what its tasks allocated, its threads’ stacks and its processes’ memories';
    columns.push({
      head: 'Memory',
      cell: ({ model }) => [model.memoryBytes ? make('span', { title }, bytes(model.memoryBytes)) : '–'],
      rank: ({ model }) => model.memoryBytes,
    });
  }
  if (any(({ startUpMs }) => startUpMs !== undefined)) {
    columns.push({
      head: 'Start-up of processes',
      cell: ({ model }) => [model.startUpMs === undefined ? '–' : duration(model.startUpMs)],
      rank: ({ model }) => model.startUpMs ?? null,
    });
  }
  if (any(({ locks }) => locks.length > 0)) {
    columns.push({ head: 'Longest wait for a lock', cell: ({ model }) => [longestWait(model)], rank: ({ model }) => longestLock(model)?.longestMs ?? null });
  }
  if (any(({ counters }) => counters.length > 0)) {
    columns.push({
      head: 'Counters, found of expected',
      cell: ({ model }) => model.counters.flatMap(counter),
      rank: ({ model }) => model.counters.reduce((lost, { expected, found }) => lost + expected - found, 0),
    });
  }
  columns.push(
    { head: 'Longest block of the loop', cell: ({ model }) => [duration(model.longestBlockMs)], rank: ({ model }) => model.longestBlockMs },
    { head: 'Loop lag, p50 · p99', cell: ({ model }) => [lag(model)], rank: ({ model }) => model.lag?.p99 ?? null },
  );
  return columns;
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
function longestLock({ locks }) {
  return [...locks].sort((a, b) => b.longestMs - a.longestMs).at(0);
}

/** @param {ModelResult} model */
function longestWait(model) {
  const longest = longestLock(model);
  if (longest === undefined) return '–';
  const { locks } = model;
  const title = locks.map(({ name, waits, totalMs }) => `${name}: ${counted(waits, 'time')} asked for, ${duration(totalMs)} waited in all`).join('\n');
  return make('span', { title }, `${duration(longest.longestMs)} (${longest.name})`);
}

/** @param {ModelResult['counters'][number]} counter */
function counter({ name, expected, found }) {
  const lost = expected - found;
  const text = `${name} ${whole(found)} of ${whole(expected)}`;
  const title = lost === 0 ? 'Nothing was lost' : `${whole(lost)} updates were lost`;
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
    .flatMap(({ word, name }) => [make('span', { class: `outcome-${word} chip` }, `${whole(model.counts[word])} ${name}`), ' ']);
}
