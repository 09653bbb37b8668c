/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Three tasks each wait a second, as for an answer from a server; three others compute.',
    'While one waits the event loop goes on with the others, so the waits overlap, and one thread is enough. While one computes it can go on with no other: computations come one after another, as without a loop.',
    'In Python these are coroutines that `await asyncio.sleep(1)`, and functions that calculate; with `time.sleep(1)` the waits would not overlap either.',
  ],
  workload: '3 x fetch_data: sleep 1s\n3 x compute: spin 200ms',
  models: ['event-loop', 'sequential'],
  question: 'How long will thirty waits take? And thirty computations? Guess, write 30 for a 3, and run.',
  notices: [
    {
      when: 'wall(sequential) > 2 * wall(event-loop)',
      say: 'The waits overlapped: on the loop the tasks waited {waiting(event-loop)} in all, within {wall(event-loop)}; one after another everything took {wall(sequential)}.',
      otherwise: 'The waits hardly overlapped: the loop took {wall(event-loop)}, one after another {wall(sequential)}. Something held the loop up, for {block(event-loop)} at the longest.',
    },
    {
      when: 'computing(event-loop) > 0.8 * computing(sequential)',
      say: 'Computing gained nothing: {computing(event-loop)} on the loop, {computing(sequential)} one after another. The last of it was done {last(event-loop, compute)} into the run, beside the waits; a task held the loop for {block(event-loop)} at a time.',
      otherwise: 'Computing took {computing(event-loop)} on the loop and {computing(sequential)} one after another, though both are one thread: the machine had other work meanwhile. Run it again.',
    },
  ],
};
