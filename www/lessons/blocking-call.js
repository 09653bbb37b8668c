/** @type {import('./index.js').Lesson} */
export default {
  about: [
    '`time.sleep`, `requests.get`, a driver that does not await: one such call holds the loop, and with it every other task.',
    '`await asyncio.to_thread(call)` has a thread wait instead.',
    'asyncio reports calls of more than 100 ms in its debug mode: `asyncio.run(main(), debug=True)`.',
  ],
  workload: [
    '6 x handler: repeat 10 ( sleep 100ms )',
    'culprit: sleep 250ms -> block 500ms',
  ].join('\n'),
  models: ['event-loop'],
  question: 'Write `to_thread( block 500ms )`: how much sooner are the handlers done?',
  notices: [
    {
      when: 'block(event-loop) > 100ms',
      say: 'The loop was held for {block(event-loop)} at a time; what was due meanwhile came up to {lag(event-loop)} late.',
      otherwise: 'Nothing held the loop for more than {block(event-loop)}.',
    },
    {
      when: 'slowest(event-loop, handler) > 1.2s',
      say: 'Each handler has a second of waiting to do; the slowest took {slowest(event-loop, handler)}.',
      otherwise: 'Each handler has a second of waiting to do, and none took more than {slowest(event-loop, handler)}.',
    },
  ],
};
