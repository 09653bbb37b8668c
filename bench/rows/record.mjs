import { inBrowser, inSingle } from '../driver/contestants.mjs';

const COUNT = 100_000;
const each = ({ ms }) => (ms * 1e6) / COUNT;

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'record',
  what: 'one span recorded, its look at the clock included',
  contestants: {
    ours: inBrowser('benchRecord', COUNT),
    'bare performance.now()': inBrowser('benchClock', COUNT),
    'ours, single build': inSingle('benchRecord', COUNT),
    'bare, single build': inSingle('benchClock', COUNT),
  },
  sum: COUNT,
  figures: [
    { id: 'record', unit: 'ns', of: each, against: { 'bare performance.now()': { most: 1.5 } } },
    { id: 'record/single', ours: 'ours, single build', unit: 'ns', of: each, against: { 'bare, single build': {} } },
  ],
};
