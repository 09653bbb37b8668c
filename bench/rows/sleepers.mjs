import { asyncio, byProcess, inBrowser, inSingle, native } from '../driver/contestants.mjs';

const COUNT = 1_000_000;

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'sleepers',
  what: `${COUNT.toLocaleString('en')} tasks asleep at once`,
  rounds: { quick: 1, full: 3 },
  renewed: true,
  contestants: {
    ours: inBrowser('benchSleepers', COUNT),
    'ours, by the browser’s process': byProcess('benchSleepers', COUNT),
    'ours, single build': inSingle('benchSleepers', COUNT),
    'promises + setTimeout': byProcess('promises.sleepers', COUNT),
    'async-executor (native)': native('async-executor', 'sleepers', COUNT),
    'tokio (native)': native('tokio', 'sleepers', COUNT),
    asyncio: asyncio('sleepers', COUNT),
  },
  sum: COUNT,
  figures: [
    {
      id: 'sleepers',
      unit: 'B',
      of: ({ bytes }) => bytes / COUNT,
      target: { most: 150 },
      against: { 'tokio (native)': { most: 0.5 }, 'async-executor (native)': {}, 'promises + setTimeout': {}, asyncio: {} },
    },
    {
      id: 'sleepers/process',
      ours: 'ours, by the browser’s process',
      unit: 'B',
      of: ({ bytes }) => bytes / COUNT,
      against: { 'promises + setTimeout': {}, 'tokio (native)': {} },
    },
    { id: 'sleepers/single', ours: 'ours, single build', unit: 'B', of: ({ bytes }) => bytes / COUNT, against: {} },
    {
      id: 'sleepers/start',
      unit: 's',
      of: ({ ms }) => ms / 1e3,
      against: { 'tokio (native)': {}, 'async-executor (native)': {}, 'promises + setTimeout': {}, asyncio: {} },
    },
  ],
};
