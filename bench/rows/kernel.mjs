import { inBrowser, kernel, kernelAtBest } from '../driver/contestants.mjs';

/**
 * The kernels: a step as one writes it, how many bytes it is given, and the peer in JavaScript with its arguments.
 *
 * @type {Record<string, { step: string, bytes?: number, js?: [string, ...unknown[]] }>}
 */
const KERNELS = {
  primes: { step: 'primes 20M', js: ['kernels.primes', 20_000_000] },
  mandelbrot: { step: 'mandelbrot 400' },
  sha256: { step: 'sha256', bytes: 4_000_000, js: ['kernels.sha256', 4_000_000] },
  matmul: { step: 'matmul 384' },
  sort: { step: 'sort 1M' },
  nbody: { step: 'nbody 500 4' },
  blur: { step: 'blur 640x480 4' },
  wordcount: { step: 'wordcount', bytes: 8_000_000, js: ['kernels.wordcount', 8_000_000] },
};

/** @type {import('../driver/measure.mjs').Row[]} */
export default Object.entries(KERNELS).map(([name, { step, bytes = 0, js }]) => ({
  id: `kernel/${name}`,
  what: `\`${step}\`${bytes ? ` of ${bytes / 1e6} MB` : ''} on one thread`,
  warmUpEach: true,
  contestants: {
    ours: inBrowser('benchKernel', step, bytes),
    ...(js && { JavaScript: inBrowser(...js) }),
    'the same natively': kernel(step, bytes),
    'the same natively, all instructions': kernelAtBest(step, bytes),
  },
  figures: [
    {
      id: `kernel/${name}`,
      unit: 'ms',
      of: ({ ms }) => ms,
      against: {
        'the same natively': { most: 1.25 },
        ...(js && { JavaScript: { most: 0.8 } }),
        'the same natively, all instructions': {},
      },
    },
  ],
}));
