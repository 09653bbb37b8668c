import { scaling, scalingNatively } from '../driver/contestants.mjs';

/** Kernels that divide themselves, long enough for waking threads not to count. @type {Record<string, [step: string, bytes?: number]>} */
const KERNELS = {
  primes: ['primes 1000M'],
  mandelbrot: ['mandelbrot 800'],
  matmul: ['matmul 1000'],
  sort: ['sort 4M'],
  nbody: ['nbody 2000 8'],
  blur: ['blur 640x480 80'],
  wordcount: ['wordcount', 128_000_000],
};

/** @type {import('../driver/measure.mjs').Row[]} */
export default Object.entries(KERNELS).map(([name, [step, bytes = 0]]) => ({
  id: `scaling/${name}`,
  what: `\`${step}\`${bytes ? ` of ${bytes / 1e6} MB` : ''} on two threads, times as fast as on one`,
  rounds: { quick: 3, full: 9 },
  contestants: { ours: scaling(step, bytes), 'rayon natively': scalingNatively(step, bytes) },
  figures: [
    { id: `scaling/${name}`, unit: '×', of: ({ ms }) => ms, target: { least: 1.85 }, against: { 'rayon natively': { least: 0.95 } } },
  ],
}));
