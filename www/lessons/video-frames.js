/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'A frame comes every 33 ms, and should be filtered before the next one.',
    'What takes longer than that on one thread is late, and each later frame waits for all before it.',
    'Real time asks for the slowest frame, not for the average.',
  ],
  workload: [
    'run: workers 2',
    '30 x frame every 33ms: blur 640x360 8',
  ].join('\n'),
  models: ['event-loop', 'event-loop-pool'],
  question: 'Halve the size to `320x180`: who keeps the deadline then?',
  notices: [
    {
      when: 'longest(event-loop) < 33ms',
      say: 'The loop kept the deadline: its slowest frame took {longest(event-loop)}.',
      otherwise: 'On the loop the slowest frame was ready {longest(event-loop)} after it came, and half of them took more than {p50(event-loop)}.',
    },
    {
      when: 'longest(event-loop-pool) < 33ms',
      say: 'With a pool none took longer than {longest(event-loop-pool)}: the deadline is kept.',
      otherwise: 'With a pool half were ready within {p50(event-loop-pool)} and the slowest took {longest(event-loop-pool)}: more than 33 ms, too.',
    },
    { say: 'Filtering all frames took {computing(event-loop)} on the loop, and they came within 990 ms.' },
  ],
};
