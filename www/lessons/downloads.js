/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Each download waits for its server; then what came is hashed.',
    'The waits overlap on the loop, the hashing does not, and while the loop hashes nothing else is received.',
    '`hashlib` lets go of the GIL, so in Python too `asyncio.to_thread` hashes beside the loop.',
  ],
  workload: '12 x file: fetch io/delay?ms=200&bytes=1M&i={i} -> sha256',
  models: ['event-loop', 'event-loop-pool', 'sequential'],
  question: 'What would be gained by more cores, what by quicker servers?',
  notices: [
    { say: 'One after another took {wall(sequential)}; on the loop it was {wall(event-loop)}, with a pool {wall(event-loop-pool)}.' },
    {
      when: 'block(event-loop-pool) < 0.5 * block(event-loop)',
      say: 'Hashing held the loop for {block(event-loop)} at a time; with a pool nothing held it for more than {block(event-loop-pool)}.',
      otherwise: 'The loop was held for {block(event-loop)} at the longest; the pool did not change that much ({block(event-loop-pool)}): receiving is work of the loop, too.',
    },
    { say: 'All in all the tasks waited {waiting(sequential)} and hashed for {computing(sequential)} in sequence: the first is what a loop can win, the second what a pool can.' },
  ],
};
