/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'A loop can ask for everything at once; the service asked cannot answer everything at once.',
    'Those at the end of its queue wait past their time limit, and their work is done for nothing.',
    'Behind a limit of one\'s own, in Python an `asyncio.Semaphore`, each waits before its time limit begins to run.',
  ],
  workload: [
    '# Each database serves 5 at a time; who asks it waits no more than 700 ms.',
    '30 x rush: with limit DB1 5 ( fetch io/delay?ms=200&i={i} ) timeout 700ms',
    '30 x calm: with limit door 5 ( with limit DB2 5 ( fetch io/delay?ms=200&i={i} ) timeout 700ms )',
  ].join('\n'),
  models: ['event-loop'],
  question: 'What is the best limit: 1, 5 or 30? Try them on `door`.',
  notices: [
    {
      when: 'failed(event-loop, rush) > failed(event-loop, calm)',
      say: 'All at once, {failed(event-loop, rush)} of {tasks(event-loop, rush)} waited in vain; behind the limit {failed(event-loop, calm)} of {tasks(event-loop, calm)} did.',
      otherwise: 'All at once {failed(event-loop, rush)} of {tasks(event-loop, rush)} failed, behind the limit {failed(event-loop, calm)} of {tasks(event-loop, calm)}.',
    },
    { say: 'Those behind the limit were through after {last(event-loop, calm)}; the rush was over after {last(event-loop, rush)}, with {done(event-loop, rush)} answers.' },
  ],
};
