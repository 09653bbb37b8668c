/* The steps and options of the language, as the engine declares them; a click on an example adds it. */

import { make, prose } from './dom.js';

/** @typedef {import('../api-types.js').Description} Description */
/** @typedef {import('../api-types.js').StepDescription} StepDescription */

/** @type {[string, string][]} */
const GROUPS = [
  ['io', 'Waiting for input and output'],
  ['blocking', 'Blocking on purpose'],
  ['compute', 'Computing'],
  ['combine', 'Combining other steps'],
  ['synchronise', 'Waiting for other tasks'],
  ['fail', 'Failing'],
];

/** @type {[keyof Description['options'], string][]} */
const OPTIONS = [
  ['task', 'Options of a task, before the colon'],
  ['step', 'Options of a step, after it'],
  ['run', 'Options of the whole run, on the line run:'],
];

/**
 * @param {Description} description
 * @param {(name: string, steps: string) => void} add Adds a line.
 * @returns {Element[]}
 */
export function listSteps(description, add) {
  const known = new Set(GROUPS.map(([group]) => group));
  const groups = [...GROUPS, ...[...new Set(description.steps.map((step) => step.group))]
    .filter((group) => !known.has(group))
    .map((group) => /** @type {[string, string]} */ ([group, group]))];
  return [
    make('p', {}, 'A line is ', make('code', {}, 'count x name: step -> step'), '. Click an example to add it.'),
    ...groups.flatMap(([group, title]) => {
      const steps = description.steps.filter((step) => step.group === group);
      return steps.length === 0 ? [] : [make('h3', {}, title), make('dl', {}, ...steps.flatMap((step) => stepEntry(step, add)))];
    }),
    ...OPTIONS.flatMap(([place, title]) => {
      const options = description.options[place];
      return options.length === 0
        ? []
        : [
            make('h3', {}, title),
            make('dl', {}, ...options.flatMap((option) => [
              make('dt', {}, make('code', {}, option.word)),
              make('dd', {}, ...prose(option.help)),
            ])),
          ];
    }),
  ];
}

/**
 * @param {StepDescription} step
 * @param {(name: string, steps: string) => void} add
 */
function stepEntry(step, add) {
  const example = make('button', { type: 'button', class: 'small code', title: 'Add this as a task' }, step.example);
  example.addEventListener('click', () => add(`my_${step.word.replace(' ', '_')}`, step.example));
  return [
    make('dt', {}, make('code', {}, step.signature)),
    make('dd', {}, ...prose(step.summary), ' ', example),
  ];
}
