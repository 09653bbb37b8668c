import { bareWorkers, models } from '../driver/contestants.mjs';

/** What each model may take, or takes at least, of what it takes one after the other. @type {Record<string, import('../driver/measure.mjs').Bound>} */
const OF_SEQUENTIAL = {
  'event-loop': { least: 0.95 },
  'event-loop-pool': { most: 0.6 },
  threads: { most: 0.6 },
  processes: { most: 0.65 },
  'event-loop-pool-gil': { least: 0.9 },
  'threads-gil': { least: 0.9 },
};

/** The limit. */
const BARE = 'two workers that share nothing';

/**
 * Two tasks of one step, on two workers.
 *
 * @param {string} id
 * @param {string} step
 * @param {number} runs So many make one measurement, which is of the quickest: other work on the machine only ever adds to a
 *   time, and to a short one the most.
 * @returns {import('../driver/measure.mjs').Row}
 */
function row(id, step, runs) {
  const what = `\`2 x p: ${step}\` on two workers, of what it takes one after the other`;
  return {
    id,
    what,
    rounds: { quick: 3, full: 9 },
    contestants: {
      ours: models(`run: workers 2\n2 x p: ${step}`, Object.keys(OF_SEQUENTIAL), runs),
      [BARE]: bareWorkers(`p: ${step}`, runs),
    },
    figures: Object.entries(OF_SEQUENTIAL).map(([model, target]) => ({
      id: `${id}/${model}`, what: `${what}: \`${model}\``, unit: '×', of: ({ ofSequential }) => ofSequential[model] ?? ofSequential.bare, target,
      against: target.most ? { [BARE]: {} } : {},
    })),
  };
}

// The first is over in a millisecond or two, most of which is what each model needs to hand work over.
export default [row('models/20M', 'primes 20M', 20), row('models/1000M', 'primes 1000M', 5)];
