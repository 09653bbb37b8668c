import { inPage } from '../driver/contestants.mjs';

const COUNT = 500;
const BYTES = 1_000;
/** Answered by the service worker at once; each request has a URL of its own. */
const URL = `../io/delay?bytes=${BYTES}&i=#`;

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'fetch',
  what: `${COUNT} requests at once through the service worker`,
  contestants: {
    ours: inPage('benchFetch', URL, COUNT),
    'Promise.all of fetch': inPage('requests.fetchAll', URL, COUNT),
  },
  sum: COUNT * BYTES,
  figures: [{ id: 'fetch', unit: 'ms', of: ({ ms }) => ms, against: { 'Promise.all of fetch': { most: 1.05 } } }],
};
