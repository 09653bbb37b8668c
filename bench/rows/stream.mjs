import { inPage } from '../driver/contestants.mjs';

const BYTES = 32_000_000;
/** Answered by the server, over a socket. */
const URL = `../net/delay?bytes=${BYTES}`;

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'stream',
  what: `a body of ${BYTES / 1e6} MB into memory`,
  contestants: {
    ours: inPage('benchFetch', URL, 1),
    'reader loop': inPage('requests.stream', URL, BYTES),
  },
  sum: BYTES,
  figures: [{ id: 'stream', unit: 'MB/s', of: ({ ms }) => BYTES / 1e3 / ms, against: { 'reader loop': { least: 0.95 } } }],
};
