/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'To a loop a task that waits is a small object; with threads it is a stack of its own and a place in the system\'s scheduler.',
    'Ten waits are the same to both. Few programs start ten thousand threads of the system: tasks take turns on some, and wait for them.',
    'That is what asyncio is for: many waits at once, not quick ones.',
  ],
  workload: [
    'run: workers 32',
    '10000 x wait: sleep 10ms',
  ].join('\n'),
  models: ['event-loop', 'threads'],
  question: 'Replace 10000 by 10, then by 1000: from how many waits on does it matter?',
  notices: [
    {
      when: 'wall(threads) > 2 * wall(event-loop)',
      say: 'The loop was through {tasks(event-loop)} waits after {wall(event-loop)}; 32 threads took {wall(threads)}, {wall(threads) / wall(event-loop)} times as long.',
      otherwise: 'The loop was through {tasks(event-loop)} waits after {wall(event-loop)}, 32 threads after {wall(threads)}: no great difference yet.',
    },
    { say: 'For each thread there are {tasks(threads) / 32} waits of 10 ms to do, one after another.' },
    { say: 'At most the loop took {memory(event-loop)}, {memory(event-loop) / tasks(event-loop)} a task; the threads took {memory(threads)}.' },
  ],
};
