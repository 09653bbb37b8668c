/* Workloads to begin with, each with what it shows and the models that show it. */

/** @typedef {{ name: string, shows: string, text: string, models: string[] }} Example */

const BOTH = ['event-loop', 'sequential'];
const ALL = ['event-loop', 'event-loop-pool', 'sequential'];

/** @type {Example[]} */
export const EXAMPLES = [
  {
    name: 'Waiting and computing',
    shows: 'Waits overlap on an event loop; computing, below them, does not: there the loop gains nothing.',
    text: '3 x fetch_data: sleep 1s\n3 x compute: primes 1000M',
    models: BOTH,
  },
  {
    name: '3 sleeps',
    shows: 'Waiting overlaps on an event loop and adds up without one.',
    text: '3 x fetch_data: sleep 1s',
    models: BOTH,
  },
  {
    name: 'CPU twin',
    shows: 'Where there is nothing to wait for, the loop alone gains nothing.',
    text: '# Nothing to wait for: the loop alone gains nothing.\n3 x compute: primes 1000M',
    models: ALL,
  },
  {
    name: '50 fetches',
    shows: 'Fifty waits at once take little longer than one.',
    text: '# One after another these take 15 s; Stop is there for that.\n50 x page: fetch io/delay?ms=300&i={i}',
    models: BOTH,
  },
  {
    name: 'Server under load',
    shows: 'Requests that arrive by chance queue up behind a small database.',
    text: '# Twenty requests a second, and a database that serves two at a time.\n80 x request poisson 20/s: fetch io/delay?ms=20&i={i} -> with limit DB 2 ( sleep 40ms..140ms )',
    models: BOTH,
  },
  {
    name: 'Fan-out or limit',
    shows: 'All at once, most wait past their time limit; behind a limit, none does.',
    text: [
      '# Each database serves 5 at a time; who asks it waits no more than 700 ms.',
      '30 x rush: with limit DB1 5 ( fetch io/delay?ms=200&i={i} ) timeout 700ms',
      '30 x calm: with limit door 5 ( with limit DB2 5 ( fetch io/delay?ms=200&i={i} ) timeout 700ms )',
    ].join('\n'),
    models: ['event-loop'],
  },
  {
    name: 'Flaky service',
    shows: 'Retries, each after a longer break, get most requests through.',
    text: '# Half of all requests fail.\n12 x once: fetch io/delay?ms=100&fail=50\n12 x again: fetch io/delay?ms=100&fail=50 retry 5 backoff 100ms',
    models: ['event-loop'],
  },
  {
    name: 'Two mirrors',
    shows: 'Who hears nothing for a while asks a second mirror, and takes the first answer.',
    text: '# The first mirror takes up to 1.5 s; after 300 ms the second is asked, too.\n6 x page: first( fetch io/delay?ms=50&jitter=1450&i={i}, sleep 300ms -> fetch io/delay?ms=250&i={i} )',
    models: ['event-loop'],
  },
  {
    name: 'Deadlock',
    shows: 'Two locks taken in opposite order: each waits for the other, which is found and told.',
    text: 'left: lock A -> sleep 300ms -> lock B -> unlock B -> unlock A\nright: lock B -> sleep 300ms -> lock A -> unlock A -> unlock B',
    models: ['event-loop', 'threads'],
  },
  {
    name: 'Threads and the GIL',
    shows: 'Under the GIL the waits of threads overlap, their computing does not; processes pay for their start.',
    text: '# Each waits, and then computes.\n4 x t: sleep 200ms -> primes 400M',
    models: ['event-loop', 'threads', 'threads-gil', 'processes', 'sequential'],
  },
  {
    name: 'Race',
    shows: 'Two threads that add to one number without a lock lose updates; a loop and a GIL do not.',
    text: '# racy reads, adds and writes; locked and atomic lose nothing.\n2 x adder: add C 5M racy',
    models: ['event-loop', 'threads', 'threads-gil'],
  },
  {
    name: 'An await too many',
    shows: 'What is read before an await and written after it is lost, on one thread too.',
    text: '# Without the sleep in between nothing is lost: no await, no race.\n5 x t: read C -> sleep 10ms -> write C',
    models: BOTH,
  },
  {
    name: 'Bounded queue',
    shows: 'A fast producer waits for slow consumers once the queue is full.',
    text: 'run: queue Q 3\nproducer: repeat 12 ( sleep 50ms -> put Q )\n2 x consumer: repeat 6 ( take Q -> sleep 250ms )',
    models: ['event-loop'],
  },
  {
    name: 'Cancelled group',
    shows: 'In a group the first failure cancels the rest.',
    text: 'run: join group\n5 x page: each 2 ( sleep 1s..3s )\nunlucky: sleep 600ms -> fail "no luck"',
    models: ['event-loop'],
  },
  {
    name: 'One blocking call',
    shows: 'A single call that blocks holds up every other task of the loop, unless it goes to a thread.',
    text: '# With to_thread( block 500ms ) nobody would notice.\n6 x handler: repeat 10 ( sleep 100ms )\nculprit: sleep 250ms -> block 500ms',
    models: ['event-loop'],
  },
  {
    name: 'Files and a database',
    shows: 'Notes are written to files, read back, hashed, and put into a database: the waits overlap, and nothing stays.',
    text: [
      '# Each run has files and a database of its own; they go when it ends.',
      '12 x note: file write note-{i}.bin 500k -> file read note-{i}.bin -> sha256 -> db put note-{i} -> db scan',
    ].join('\n'),
    models: BOTH,
  },
  {
    name: 'Mandelbrot',
    shows: 'Four pictures to look at: computed on the loop, on all cores, and one by one.',
    text: '4 x picture: mandelbrot 800',
    models: ALL,
  },
];
