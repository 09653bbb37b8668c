import { asyncio, inBrowser, inSingle, native } from '../driver/contestants.mjs';

const COUNT = 100_000;

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'spawn',
  what: `spawn + join of ${COUNT.toLocaleString('en')} empty tasks, each`,
  warmUpEach: true,
  contestants: {
    ours: inBrowser('benchSpawn', COUNT),
    'Promise.all': inBrowser('promises.spawn', COUNT),
    spawn_local: inBrowser('benchSpawnLocal', COUNT),
    'async-task alone': inBrowser('benchSpawnAsyncTask', COUNT),
    'ours, single build': inSingle('benchSpawn', COUNT),
    'spawn_local, single build': inSingle('benchSpawnLocal', COUNT),
    'async-executor (native)': native('async-executor', 'spawn', COUNT),
    'tokio (native)': native('tokio', 'spawn', COUNT),
    asyncio: asyncio('spawn', COUNT),
  },
  sum: (COUNT * (COUNT - 1)) / 2,
  figures: [
    {
      id: 'spawn',
      unit: 'ns',
      of: ({ ms }) => (ms * 1e6) / COUNT,
      target: { most: 150 },
      against: {
        'Promise.all': { most: 0.5 },
        asyncio: { most: 0.02 },
        'async-executor (native)': { most: 1.5 },
        'tokio (native)': {},
        spawn_local: {},
        // A task whose state is atomic, with no event loop around it.
        'async-task alone': {},
      },
    },
    {
      id: 'spawn/single',
      ours: 'ours, single build',
      unit: 'ns',
      of: ({ ms }) => (ms * 1e6) / COUNT,
      against: { 'Promise.all': {}, 'spawn_local, single build': {} },
    },
  ],
};
