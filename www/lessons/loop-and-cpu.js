/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Where there is nothing to wait for, there is nothing to overlap: an event loop is one thread, and computes one thing at a time.',
    'A pool beside the loop computes on as many cores as there are.',
    'In CPython with its GIL that takes a `ProcessPoolExecutor`, since 3.14 also an `InterpreterPoolExecutor`, or a build without the lock.',
  ],
  workload: [
    '# Nothing to wait for: the loop alone gains nothing.',
    '3 x compute: mandelbrot 800',
  ].join('\n'),
  models: ['event-loop', 'event-loop-pool', 'sequential'],
  question: 'And with a GIL: tick the pool “with a GIL” and guess first.',
  notices: [
    {
      when: 'wall(event-loop) > 0.9 * wall(sequential)',
      say: 'The loop gained nothing: {wall(event-loop)}, and one after another {wall(sequential)}.',
      otherwise: 'The loop came out quicker ({wall(event-loop)}) than one after another ({wall(sequential)}), though both compute on one thread: the machine had other work meanwhile. Run it again.',
    },
    {
      when: 'wall(event-loop-pool) < 0.8 * wall(sequential)',
      say: 'The pool took {wall(event-loop-pool)}: {wall(sequential) / wall(event-loop-pool)} times as quick, on {cores} cores.',
      otherwise: 'The pool took {wall(event-loop-pool)} and gained little on these {cores} cores: they may be busy with something else.',
    },
    { say: 'On the loop a task held it for {block(event-loop)} at a time; beside a pool nothing held it for more than {block(event-loop-pool)}.' },
  ],
};
