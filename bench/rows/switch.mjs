import { asyncio, inBrowser, inSingle, native } from '../driver/contestants.mjs';

const TASKS = 300;
const YIELDS = 100;
/** Once alone is not much longer than the clock's step. */
const TIMES = 10;
const SIZE = [TASKS, YIELDS, TIMES];
const SWITCHES = TASKS * YIELDS * TIMES;

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'switch',
  what: `${TASKS} tasks that give way ${YIELDS} times, each time`,
  warmUpEach: true,
  contestants: {
    ours: inBrowser('benchSwitch', ...SIZE),
    await: inBrowser('promises.switch', ...SIZE),
    spawn_local: inBrowser('benchSwitchLocal', ...SIZE),
    'ours, single build': inSingle('benchSwitch', ...SIZE),
    'spawn_local, single build': inSingle('benchSwitchLocal', ...SIZE),
    'async-executor (native)': native('async-executor', 'switch', ...SIZE),
    'tokio (native)': native('tokio', 'switch', ...SIZE),
    asyncio: asyncio('switch', ...SIZE),
  },
  sum: SWITCHES,
  figures: [
    {
      id: 'switch',
      unit: 'ns',
      of: ({ ms }) => (ms * 1e6) / SWITCHES,
      target: { most: 50 },
      against: { await: { most: 1 }, asyncio: {}, 'async-executor (native)': {}, 'tokio (native)': {}, spawn_local: {} },
    },
    {
      id: 'switch/single',
      ours: 'ours, single build',
      unit: 'ns',
      of: ({ ms }) => (ms * 1e6) / SWITCHES,
      against: { await: {}, 'spawn_local, single build': {} },
    },
  ],
};
