/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'A task gives way only where it awaits: between a read and a write without an `await` nobody else comes.',
    'With one in between, updates get lost on a single thread, too; `asyncio.Lock` keeps others out meanwhile.',
    'Threads can be interrupted anywhere. The GIL promises nothing for `n += 1`: that takes a `threading.Lock`.',
  ],
  workload: [
    'run: workers 2',
    '2 x adder: add C 5M racy',
    '5 x awaiting: read D -> sleep 10ms -> write D',
    '5 x straight: read E -> write E',
  ].join('\n'),
  models: ['event-loop', 'threads'],
  question: 'Write `locked` for `racy`: what does it cost, and what is lost then?',
  notices: [
    {
      when: 'lost(event-loop, D) > 0',
      say: 'On the loop the tasks that awaited in between lost {lost(event-loop, D)} of {expected(event-loop, D)} updates; those that did not lost {lost(event-loop, E)} of {expected(event-loop, E)}.',
      otherwise: 'On the loop nothing was lost, neither with an await in between ({found(event-loop, D)} of {expected(event-loop, D)}) nor without.',
    },
    {
      when: 'lost(threads, C) > 0',
      say: 'Two threads lost {lost(threads, C)} of {expected(threads, C)} additions; the loop lost {lost(event-loop, C)}.',
      otherwise: 'Two threads lost none of {expected(threads, C)} additions this time. Nothing promises that: run it again.',
    },
  ],
};
