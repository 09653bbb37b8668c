/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Services fail now and then, and now and then they hang.',
    'Another attempt after a break gets most requests through; how long that may be doubles each time, and it is drawn at random, lest all come back at once. A timeout bounds the whole, retries included.',
    'asyncio has the timeout (`asyncio.timeout`, since 3.11) but no retry: write the loop, or take a library such as tenacity.',
  ],
  workload: [
    'run: seed 1',
    '# Half of all requests fail.',
    '20 x once: fetch io/delay?ms=60&fail=50',
    '20 x again timeout 3s: fetch io/delay?ms=60&fail=50 retry 5 backoff 60ms',
  ].join('\n'),
  models: ['event-loop'],
  question: 'What does a retry do to a service that fails because it has too much to do?',
  notices: [
    {
      when: 'done(event-loop, again) > done(event-loop, once)',
      say: 'Without a retry {done(event-loop, once)} of {tasks(event-loop, once)} got an answer, with up to five {done(event-loop, again)} of {tasks(event-loop, again)}.',
      otherwise: 'Retries did not help this time: {done(event-loop, once)} of {tasks(event-loop, once)} got an answer without, {done(event-loop, again)} of {tasks(event-loop, again)} with them.',
    },
    { say: 'With retries the typical task took {typical(event-loop, again)} and the slowest {slowest(event-loop, again)}; one attempt took {typical(event-loop, once)}. {backoff(event-loop)} went into breaks.' },
  ],
};
