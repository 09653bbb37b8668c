/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Two tasks take two locks in opposite order: each gets its first, and waits for the other\'s for ever.',
    'Here the circle is found when it closes, and its tasks fail. Python finds nothing, neither with `asyncio.Lock` nor with `threading.Lock`: the program hangs.',
    'Who takes locks always in the same order, or only one at a time, has no deadlock.',
  ],
  workload: [
    'left: lock A -> sleep 300ms -> lock B -> unlock B -> unlock A',
    'right: lock B -> sleep 300ms -> lock A -> unlock A -> unlock B',
  ].join('\n'),
  models: ['event-loop', 'threads'],
  question: 'Swap the locks of `right` so that both take A first: how long does it take then, and why?',
  notices: [
    {
      when: 'deadlocks(event-loop) > 0',
      say: 'On the loop a circle of waits closed, and {failed(event-loop)} tasks failed: one thread is enough for a deadlock.',
      otherwise: 'On the loop there was no deadlock: {done(event-loop)} tasks were done.',
    },
    {
      when: 'deadlocks(threads) > 0',
      say: 'On threads it closed as well; {failed(threads)} tasks failed.',
      otherwise: 'On threads there was none this time: {done(threads)} tasks were done, perhaps since one thread did both in turn.',
    },
  ],
};
