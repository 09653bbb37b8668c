/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'Python has no asynchronous file API: `open`, `read` and `write` block, and in a coroutine they hold every other task of the loop. `asyncio.to_thread` has a thread do it, as aiofiles does inside.',
    'Drivers of databases that are reached over a socket, such as asyncpg, do await; `sqlite3` is a file again.',
    'Here `block` stands for such a call in Python; `file` and `db` are the browser\'s own, which do await.',
  ],
  workload: [
    '4 x handed: to_thread( block 120ms )',
    '4 x plain: block 120ms',
    '8 x note: file write note-{i}.bin 200k -> file read note-{i}.bin -> sha256 -> db put note-{i}',
  ].join('\n'),
  models: ['event-loop', 'sequential'],
  question: 'Hand the four plain ones to a thread as well: what becomes of the longest block of the loop?',
  notices: [
    {
      when: 'slow(event-loop) > 0',
      say: '{slow(event-loop)} steps held the loop for more than 100 ms, {block(event-loop)} at the longest; the {tasks(event-loop, handed)} calls of `handed` block as long, but on threads.',
      otherwise: 'Nothing held the loop for more than 100 ms; the longest was {block(event-loop)}.',
    },
    { say: 'From the first to the last, the calls that were handed over took {span(event-loop, handed)}, beside all else; one after another they took {span(sequential, handed)}.' },
    { say: 'The loop took {wall(event-loop)}, one after another {wall(sequential)}.' },
  ],
};
