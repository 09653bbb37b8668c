/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'When one of several tasks fails, what becomes of the others? `TaskGroup` (Python 3.11 and later) cancels them and waits for them.',
    '`asyncio.gather` raises the first error at once and lets the others run on; with `return_exceptions=True`, here `collect`, every outcome is kept.',
    'For what belongs together a group is the safe choice: nothing is left running by accident.',
  ],
  workload: [
    'run: join group',
    '4 x page: sleep 800ms',
    'unlucky: sleep 200ms -> fail "no luck"',
  ].join('\n'),
  models: ['event-loop'],
  question: 'Write `join gather`, then `join collect`, for `join group`: which tasks are done then, and when does the run end?',
  notices: [
    {
      when: 'cancelled(event-loop) > 0',
      say: 'The first failure cancelled {cancelled(event-loop)} of the others; {done(event-loop)} were done, and all was over after {wall(event-loop)}.',
      otherwise: 'Nobody was cancelled: {done(event-loop)} tasks were done and {failed(event-loop)} failed, and all was over after {wall(event-loop)}.',
    },
  ],
};
