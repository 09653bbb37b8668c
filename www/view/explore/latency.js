/* How the times that tasks took are spread: the distribution of each model, slower tasks to the right. */

import { make } from '../dom.js';
import { duration } from '../format.js';
import { nameOf } from '../results.js';

/** @typedef {import('../../api-types.js').Description} Description */
/** @typedef {import('../../api-types.js').Finished} Finished */

const PERCENTS = Array.from({ length: 101 }, (_, i) => i);
/** Where the slowest takes so many times as long as the quickest, a linear axis shows only one of them. */
const WIDE = 30;
const TOLD = [50, 90, 99, 100];

/** @param {Description} description */
export function createLatency(description) {
  const chart = make('div', { class: 'plot' });
  const below = make('div', {});
  const element = make('div', {}, make('p', { class: 'quiet' }, 'From a task’s arrival to its end, of the tasks that ended well.'), chart, below);
  /** @type {ReturnType<typeof import('./plot.js').createPlot> | null} */
  let plot = null;

  return {
    element,
    /** @param {Finished} finished */
    async show({ result }) {
      const { createPlot, look, numbers } = await import('./plot.js');
      plot ??= createPlot(chart);
      const models = Object.entries(result.models).flatMap(([id, { distribution = [] }]) => (distribution.length === 0 ? [] : [{ name: nameOf(id, description), distribution }]));
      chart.hidden = models.length === 0;
      if (models.length === 0) return below.replaceChildren(make('p', {}, 'No task has ended well.'));
      const values = models.flatMap(({ distribution }) => distribution);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      plot.show({
        label: `How long tasks took under ${models.map(({ name }) => name).join(', ')}; the table has the numbers.`,
        x: { label: 'Tasks that took at most so long', values: PERCENTS, tell: (percent) => `${percent} %` },
        y: { label: 'Time', tell: duration, isLogarithmic: least > 0 && most > WIDE * least },
        series: models.map(({ name, distribution }, i) => ({ label: name, values: distribution, ...look(i) })),
      });
      const rows = models.map(({ name, distribution }) => [name, ...TOLD.map((percent) => duration(distribution[percent]))]);
      below.replaceChildren(numbers('How long tasks took', ['Model', 'p50', 'p90', 'p99', 'longest'], rows));
    },
  };
}
