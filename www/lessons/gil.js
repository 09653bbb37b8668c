/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'In CPython\'s usual build one thread at a time runs Python code: the one that holds the global interpreter lock.',
    '3.13 brought a build without it as an experiment; since 3.14 it is supported, though not the default. There threads compute in parallel, as in Rust, Go, Java and C++.',
    'Waiting never needed the lock: threads let go of it while they wait.',
  ],
  workload: [
    'run: workers 2',
    '4 x picture: mandelbrot 600',
  ].join('\n'),
  models: ['threads', 'threads-gil', 'sequential'],
  question: 'Put `sleep 300ms ->` before the computing: what do threads with a GIL win then?',
  notices: [
    {
      when: 'wall(threads) < 0.8 * wall(sequential)',
      say: 'Without the lock two threads took {wall(threads)}: {wall(sequential) / wall(threads)} times as quick as one after another.',
      otherwise: 'Without the lock two threads took {wall(threads)}, one after another {wall(sequential)}: the cores have other work, or there is only one.',
    },
    {
      when: 'wall(threads-gil) > 0.85 * wall(sequential)',
      say: 'With it they took {wall(threads-gil)}, and won nothing over {wall(sequential)}.',
      otherwise: 'With it they took {wall(threads-gil)}, and one after another {wall(sequential)}.',
    },
    { say: 'Together they waited {gil(threads-gil)} for the lock, and computed for {computing(threads-gil)}.' },
  ],
};
