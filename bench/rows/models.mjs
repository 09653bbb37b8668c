import { bareWorkers, models } from '../driver/contestants.mjs';

const STEP = 'primes 1000M';

const WHAT = `\`2 x p: ${STEP}\` on two workers, of what it takes one after the other`;

/** What each model may take, or takes at least, of what it takes one after the other. @type {Record<string, import('../driver/measure.mjs').Bound>} */
const OF_SEQUENTIAL = {
  'event-loop': { least: 0.95 },
  'event-loop-pool': { most: 0.6 },
  threads: { most: 0.6 },
  processes: { most: 0.65 },
  'event-loop-pool-gil': { least: 0.9 },
  'threads-gil': { least: 0.9 },
};

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'models',
  what: WHAT,
  rounds: { quick: 3, full: 9 },
  contestants: {
    ours: models(`run: workers 2\n2 x p: ${STEP}`, Object.keys(OF_SEQUENTIAL)),
    'two workers that share nothing': bareWorkers(`p: ${STEP}`),
  },
  figures: Object.entries(OF_SEQUENTIAL).map(([id, target]) => ({
    id: `models/${id}`, what: `${WHAT}: \`${id}\``, unit: '×', of: ({ ofSequential }) => ofSequential[id] ?? ofSequential.bare, target,
    against: target.most ? { 'two workers that share nothing': {} } : {},
  })),
};
