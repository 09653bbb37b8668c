import { inBrowser } from '../driver/contestants.mjs';

const COUNT = 1_000;

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'dispatch',
  what: 'event loop → thread of the pool → event loop',
  contestants: {
    ours: inBrowser('benchDispatch', COUNT),
    'bare Atomics': inBrowser('dispatch.atomics', COUNT),
    postMessage: inBrowser('dispatch.messages', COUNT),
    comlink: inBrowser('dispatch.comlink', COUNT),
    workerpool: inBrowser('dispatch.pooled', COUNT),
  },
  sum: (COUNT * (COUNT - 1)) / 2,
  figures: [
    {
      id: 'dispatch',
      unit: 'µs',
      of: ({ ms }) => (ms * 1e3) / COUNT,
      target: { most: 25 },
      against: { comlink: { most: 0.25 }, 'bare Atomics': {}, postMessage: {}, workerpool: {} },
    },
  ],
};
