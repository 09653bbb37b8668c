import { inBrowser, primesieve } from '../driver/contestants.mjs';

const BELOW = 1_000_000_000;
const BYTES = 16_000_000;

/** @type {import('../driver/measure.mjs').Row[]} */
export default [
  {
    id: 'best/primes',
    what: 'primes below a billion on one thread, beside the best there is natively',
    rounds: { quick: 3, full: 9 },
    contestants: { ours: inBrowser('benchKernel', 'primes 1000M', 0), primesieve: primesieve(BELOW) },
    figures: [{ id: 'best/primes', unit: 'ms', of: ({ ms }) => ms, against: { primesieve: { most: 2 } } }],
  },
  {
    id: 'best/sha256',
    what: 'SHA-256 of 16 MB on one thread, beside the quickest in wasm',
    contestants: { ours: inBrowser('benchKernel', 'sha256', BYTES), 'hash-wasm': inBrowser('kernels.sha256InWasm', BYTES) },
    figures: [{ id: 'best/sha256', unit: 'ms', of: ({ ms }) => ms, against: { 'hash-wasm': { most: 1 } } }],
  },
];
