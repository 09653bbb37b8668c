/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Each process has a memory and a GIL of its own, so processes compute in parallel in every CPython: `concurrent.futures` has threads, which the GIL holds up, and `ProcessPoolExecutor`, which it does not (since 3.14 also `InterpreterPoolExecutor`: interpreters with a GIL each, in one process).',
    'That has its price: they have to start, and what they work on is copied to them and back, pickled in Python.',
    'It pays when there is much to compute on little data, in code that holds the GIL. Hashing lets go of it, so here threads do as well in Python, too, and copy nothing: what you see is the price. `multiprocessing.shared_memory` avoids the copy.',
  ],
  workload: [
    'run: workers 2',
    '8 x part: fetch io/delay?ms=5&bytes=4M&i={i} -> sha256',
  ].join('\n'),
  models: ['event-loop-pool', 'event-loop-processes', 'sequential'],
  question: 'Write `-> primes 500M` at the end: when do processes pay?',
  notices: [
    { say: 'The processes took {start_up(event-loop-processes)} to start.' },
    { say: 'Copying took {copying(event-loop-processes)} in all, computing {computing(event-loop-processes)}.' },
    {
      when: 'wall(event-loop-processes) < wall(sequential)',
      say: 'All in all processes took {wall(event-loop-processes)}, less than one after another ({wall(sequential)}); threads, which copy nothing, took {wall(event-loop-pool)}.',
      otherwise: 'All in all processes took {wall(event-loop-processes)}, more than one after another ({wall(sequential)}); threads, which copy nothing, took {wall(event-loop-pool)}.',
    },
  ],
};
