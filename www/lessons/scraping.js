/** @type {import('./index.js').Lesson} */
export default {
  about: [
    'A crawler reads a page, finds its links, and reads the pages behind them: it waits, computes a little, and waits again.',
    'An event loop reads several pages at once; how many is for the crawler to say.',
    'asyncio has no HTTP client of its own: in Python that is aiohttp or httpx, or `urllib` in threads.',
  ],
  workload: [
    'one_at_a_time: crawl pages/index.html depth 3 at_once 1',
    'six_at_once: crawl pages/index.html depth 3 at_once 6',
  ].join('\n'),
  models: ['event-loop', 'sequential'],
  question: 'Why not all pages at once? Think of the server at the other end.',
  notices: [
    { say: 'On the loop the two crawlers read {pages(event-loop)} pages, which are listed under Results.' },
    {
      when: 'typical(event-loop, six_at_once) < 0.8 * typical(event-loop, one_at_a_time)',
      say: 'Six pages at a time took {typical(event-loop, six_at_once)}, one at a time {typical(event-loop, one_at_a_time)} for the same pages.',
      otherwise: 'Six pages at a time took {typical(event-loop, six_at_once)}, one at a time {typical(event-loop, one_at_a_time)}: these pages answer so quickly that there is little to overlap.',
    },
    { say: 'Both crawlers together took {wall(event-loop)} on the loop, and {wall(sequential)} in sequence, where nothing overlaps whatever `at_once` says.' },
  ],
};
