/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Calls to a service spend nearly all their time waiting for its answer.',
    'The loop has all of them in flight at once; a pool has as many as it has threads.',
    'The loop does not wait any faster than threads do: a waiting task merely costs it less, so that it can afford more of them.',
  ],
  workload: [
    'run: workers 4',
    '24 x call: fetch io/delay?ms=100&i={i}',
  ].join('\n'),
  models: ['event-loop', 'threads', 'sequential'],
  question: 'With `workers 24`, which of the two is quicker, threads or the loop?',
  notices: [
    {
      when: 'wall(threads) > 1.5 * wall(event-loop)',
      say: 'Four threads had four calls in flight and took {wall(threads)}, {wall(threads) / wall(event-loop)} times as long as the loop with its {wall(event-loop)}.',
      otherwise: 'Threads kept up with the loop: {wall(threads)} beside {wall(event-loop)}.',
    },
    { say: 'One after another the calls took {wall(sequential)}, {wall(sequential) / wall(event-loop)} times as long as on the loop.' },
    {
      when: 'waiting(sequential) > 20 * computing(sequential)',
      say: 'Of that, {waiting(sequential)} were waiting and {computing(sequential)} computing: there was next to nothing for more cores to do.',
      otherwise: 'Of that, {waiting(sequential)} were waiting and {computing(sequential)} computing.',
    },
  ],
};
