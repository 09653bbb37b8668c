/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'The lock is for running Python code, not for computing: compiled code can let go of it.',
    '`hashlib` does for all but short inputs, NumPy for most of its work on arrays; a loop written in Python holds it, and hands it over when another thread has asked for 5 ms.',
    'So threads can be right for computing even in CPython: it depends on who computes.',
  ],
  workload: [
    'run: workers 2',
    '4 x numpy: matmul 700',
    '4 x hash: fetch io/delay?ms=1&bytes=4M -> sha256',
    '4 x python: mandelbrot 600',
  ].join('\n'),
  models: ['threads', 'threads-gil'],
  question: 'Which library that you use lets go of the lock? Its documentation says so, or a measurement with two threads in Python.',
  notices: [
    {
      when: 'span(threads-gil, python) > 1.4 * span(threads, python)',
      say: 'The loops took {span(threads, python)} without the lock and {span(threads-gil, python)} with it, {span(threads-gil, python) / span(threads, python)} times as long.',
      otherwise: 'The loops took {span(threads, python)} without the lock and {span(threads-gil, python)} with it: here it made little difference.',
    },
    {
      when: 'span(threads-gil, numpy) < 1.4 * span(threads, numpy)',
      say: 'The matrices did not mind the lock: {span(threads, numpy)} without, {span(threads-gil, numpy)} with it.',
      otherwise: 'The matrices took {span(threads, numpy)} without and {span(threads-gil, numpy)} with the lock, though they let go of it: the cores have other work. Run it again.',
    },
    { say: 'In all the threads waited {gil(threads-gil)} for the lock.' },
  ],
};
