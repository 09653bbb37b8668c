/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Two halves of a simulation are computed at once; at the barrier each waits for the other before the next step.',
    'Threads compute both halves in parallel. On a loop, or under the GIL, the halves take turns, and the barrier makes no difference.',
    'In Python that takes free threading, processes, interpreters of their own (since 3.14), or NumPy, which computes outside the lock.',
  ],
  workload: [
    'run: workers 2',
    '2 x half: repeat 10 ( nbody 500 20 -> barrier step 2 )',
  ].join('\n'),
  models: ['threads', 'threads-gil', 'event-loop'],
  question: 'Give one half more bodies than the other: who waits at the barrier, and for how long?',
  notices: [
    {
      when: 'wall(threads) < 0.75 * wall(event-loop)',
      say: 'In parallel the steps took {wall(threads)}, on the loop {wall(event-loop)}, {wall(event-loop) / wall(threads)} times as long.',
      otherwise: 'In parallel the steps took {wall(threads)}, on the loop {wall(event-loop)}: little was gained on these {cores} cores.',
    },
    {
      when: 'wall(threads-gil) > 1.3 * wall(threads)',
      say: 'Under the GIL the same threads took {wall(threads-gil)}, of which they waited {gil(threads-gil)} for it.',
      otherwise: 'Under the GIL the same threads took {wall(threads-gil)}: hardly more.',
    },
  ],
};
