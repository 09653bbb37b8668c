/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'A frame comes every 33 ms; it is filtered, and then encoded, which `spin` stands for.',
    'One thread takes longer than that for a frame. So on a loop each one waits for all before it, and is later than the one before; a pool has another thread for it.',
    'Real time asks for the slowest frame, not for the average.',
  ],
  workload: [
    'run: workers 2',
    '30 x frame every 33ms: blur 640x360 -> spin 40ms',
  ].join('\n'),
  models: ['event-loop', 'event-loop-pool'],
  question: 'Write `spin 20ms`, then `spin 80ms`: from where on does one thread fall behind, and from where on do two?',
  notices: [
    {
      when: 'longest(event-loop) > 2 * longest(event-loop-pool)',
      say: 'On the loop the slowest frame was ready {longest(event-loop)} after it came, with a pool {longest(event-loop-pool)}: one thread falls behind, two keep up.',
      otherwise: 'On the loop the slowest frame was ready {longest(event-loop)} after it came, with a pool {longest(event-loop-pool)}.',
    },
    { say: 'In the middle, a frame took {p50(event-loop)} on the loop, and {p50(event-loop-pool)} with a pool.' },
    { say: 'All frames took {computing(event-loop)} of computing on the loop, and came within 990 ms.' },
  ],
};
