/** @type {import('./index.js').Lesson} */
export default {
  about: [
    '`for url in urls: await fetch(url)` awaits each before it asks for the next: async code, and nothing overlaps.',
    '`asyncio.gather` and `TaskGroup` start all of them first, and wait then.',
    'The loop overlaps what different tasks wait for; within one task, one thing comes after another.',
  ],
  workload: [
    'in_turn: repeat 8 ( fetch io/delay?ms=100 )',
    'at_once: each 8 ( fetch io/delay?ms=100 )',
  ].join('\n'),
  models: ['event-loop'],
  question: 'Which of the two would you write if each answer says what to ask for next?',
  notices: [
    {
      when: 'typical(event-loop, in_turn) > 2 * typical(event-loop, at_once)',
      say: 'In turn the eight took {typical(event-loop, in_turn)}, at once {typical(event-loop, at_once)}: {typical(event-loop, in_turn) / typical(event-loop, at_once)} times as long, on the same loop.',
      otherwise: 'In turn the eight took {typical(event-loop, in_turn)}, at once {typical(event-loop, at_once)}.',
    },
    {
      when: 'block(event-loop) < 0.3 * wall(event-loop)',
      say: 'Of the run’s {wall(event-loop)} the loop was held for {block(event-loop)} at the longest: nothing kept it busy.',
      otherwise: 'Of the run’s {wall(event-loop)} the loop was held for {block(event-loop)} at the longest.',
    },
  ],
};
