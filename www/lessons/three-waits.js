/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Three tasks each wait a second, as for an answer from a server.',
    'While one waits the event loop goes on with the others, so the waits overlap; nothing is computed, and one thread is enough.',
    'In Python these are coroutines that `await asyncio.sleep(1)`; with `time.sleep(1)` in them they would take three seconds.',
  ],
  workload: '3 x fetch_data: sleep 1s',
  models: ['event-loop', 'sequential'],
  question: 'How long will thirty of them take? Guess, write 30 for the 3, and run.',
  notices: [
    {
      when: 'wall(sequential) > 2 * wall(event-loop)',
      say: 'The waits overlapped: the loop was through after {wall(event-loop)}, one after another took {wall(sequential)}, {wall(sequential) / wall(event-loop)} times as long.',
      otherwise: 'The waits hardly overlapped: the loop took {wall(event-loop)}, one after another {wall(sequential)}. Something held the loop up, for {block(event-loop)} at the longest.',
    },
    { say: 'On the loop the tasks waited {waiting(event-loop)} in all, within {wall(event-loop)}: that is what overlapping means.' },
  ],
};
