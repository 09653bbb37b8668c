/* Workloads to begin with, each with the models that show its point. */

/** @typedef {{ name: string, text: string, models: string[] }} Example */

/** @type {Example[]} */
export const EXAMPLES = [
  {
    name: '3 sleeps',
    text: '3 x fetch_data: sleep 1s',
    models: ['event-loop', 'sequential'],
  },
  {
    name: 'CPU twin',
    text: '# Nothing to wait for: the loop alone gains nothing.\n3 x compute: primes 1000M',
    models: ['event-loop', 'event-loop-pool', 'sequential'],
  },
  {
    name: '50 fetches',
    text: '# One after another these take 15 s; Stop is there for that.\n50 x page: fetch io/delay?ms=300',
    models: ['event-loop', 'sequential'],
  },
  {
    name: 'Mandelbrot',
    text: '4 x picture: mandelbrot 800',
    models: ['event-loop', 'event-loop-pool', 'sequential'],
  },
];
