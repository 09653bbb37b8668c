/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Requests arrive by chance; each waits for its database and then computes a little.',
    'While a loop computes for one it answers nobody else, so the busier it is, the longer requests queue.',
    'One loop per process is how Python\'s servers use more cores: `uvicorn --workers 2`, gunicorn.',
  ],
  workload: [
    'run: workers 2',
    '120 x request poisson 75/s: fetch io/delay?ms=10&i={i} -> spin 10ms',
  ].join('\n'),
  models: ['event-loop', 'event-loops'],
  question: 'At how many requests a second does one loop fall behind for good? Change `75/s` and see.',
  notices: [
    { say: 'On one loop half of the requests were answered within {p50(event-loop)} and nine in ten within {p90(event-loop)}; a request alone takes some 20 ms.' },
    {
      when: 'p90(event-loops) < 0.8 * p90(event-loop)',
      say: 'With a loop in each of two processes nine in ten were answered within {p90(event-loops)}.',
      otherwise: 'With a loop in each of two processes it was {p90(event-loops)} for nine in ten: they had to start first, which took {start_up(event-loops)}, or the cores had other work.',
    },
    { say: 'One loop answered {throughput(event-loop)}, two answered {throughput(event-loops)}: while requests only queue and are not lost, throughput hides what latency shows.' },
  ],
};
