import { dividedNatively, inBrowser, native, nativeAtBest, onTwo, primesieve } from '../driver/contestants.mjs';

const BELOW = 1_000_000_000;
const BYTES = 16_000_000;
const NUMBERS = 2_000_000;
const SORTED = `sort ${NUMBERS / 1e6}M`;
const SIZE = 1_024;

/** Billions of multiplications and additions a second. */
const flops = ({ ms }) => (2 * SIZE ** 3) / 1e6 / ms;

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
    id: 'best/sort',
    what: `\`${SORTED}\`: numbers made up, sorted and summed up, beside the standard library's sort and rayon's natively`,
    warmUpEach: true,
    contestants: {
      ours: inBrowser('benchKernel', SORTED, 0),
      'ours, two threads': onTwo(SORTED),
      'std’s sort_unstable (native)': native('std', 'sort', NUMBERS),
      'rayon’s par_sort_unstable (native), two threads': dividedNatively(SORTED),
    },
    figures: [
      { id: 'best/sort', unit: 'ms', of: ({ ms }) => ms, against: { 'std’s sort_unstable (native)': { most: 1.3 } } },
      {
        id: 'best/sort/two',
        ours: 'ours, two threads',
        unit: 'ms',
        of: ({ ms }) => ms,
        against: { 'rayon’s par_sort_unstable (native), two threads': { most: 1.3 } },
      },
    ],
  },
  {
    id: 'best/matmul',
    what: `\`matmul ${SIZE}\`: matrices made up, multiplied and summed up on one thread, beside the crate gemm`,
    warmUpEach: true,
    contestants: {
      ours: inBrowser('benchKernel', `matmul ${SIZE}`, 0),
      'gemm, 128 bits (native)': native('gemm', 'matmul', SIZE),
      'gemm, all instructions (native)': nativeAtBest('gemm', 'matmul-at-best', SIZE),
    },
    figures: [
      {
        id: 'best/matmul',
        unit: 'GFLOP/s',
        of: flops,
        against: { 'gemm, 128 bits (native)': { least: 0.7 }, 'gemm, all instructions (native)': {} },
      },
    ],
  },
  {
    id: 'best/sha256',
    what: 'SHA-256 of 16 MB on one thread, beside the quickest in wasm',
    contestants: { ours: inBrowser('benchKernel', 'sha256', BYTES), 'hash-wasm': inBrowser('kernels.sha256InWasm', BYTES) },
    figures: [{ id: 'best/sha256', unit: 'ms', of: ({ ms }) => ms, against: { 'hash-wasm': { most: 1 } } }],
  },
];
