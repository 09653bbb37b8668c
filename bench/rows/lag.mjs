import { lag } from '../driver/contestants.mjs';

/** @type {import('../driver/measure.mjs').Row} */
export default {
  id: 'lag',
  what: 'how late the page is while all cores compute (99th percentile)',
  rounds: { quick: 3, full: 7 },
  contestants: { ours: lag('threads*2', 'benchDivided', 'primes 200M', 0), 'JavaScript on the page': lag('page', 'primes', 200_000_000) },
  figures: [
    { id: 'lag', unit: 'ms', of: ({ ms }) => ms, target: { most: 16 }, against: { 'JavaScript on the page': { most: 0.05 } } },
  ],
};
