/*
 * Sees what of the modules' functions runs until a page's first task has ended, and writes it into a file.
 *
 *   node early.mjs URL FILE
 */

import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const { CHROMIUM, NODE_MODULES } = process.env;
const [url, file] = process.argv.slice(2);
const puppeteer = createRequire(`${NODE_MODULES}/`)('puppeteer-core');

/** A page has opened when nothing new has run for so long; ms. */
const STILL_MS = 2_000;
/** First tasks, which wait or give way: each time another one is the first. */
const WORKLOADS = ['a: sleep 1ms', '1 x first: sleep 1ms', '2 x page: sleep 1ms..2ms -> sleep 1ms', '1 x first: sleep 0s'];
/** What runs differs a little from time to time: with what is ready first. */
const TIMES = 8;

/** @param {boolean} shared Whether the page may share memory, and so takes the build for that. */
function listen(shared) {
  /** When each has run first, in ms since 1970. @type {Map<string, number>} */
  globalThis.ran = new Map();
  new BroadcastChannel('ran').onmessage = ({ data: [name, stretch, at] }) => {
    const key = `${name}\t${stretch}`;
    ran.set(key, Math.min(at, ran.get(key) ?? Infinity));
  };
  if (!shared) delete globalThis.SharedArrayBuffer;
  // Nobody gets the rest, so there is no pool, and nothing that only runs once it is there.
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    if (message.type !== 'rest') post.call(this, message, ...more);
  };
}

/**
 * Waits until the page is still, and runs a first task; returns what has run when it ended, and what runs when somebody
 * stops a run that waits for the rest: where that stands still, nobody could get it for this.
 *
 * @param {number} still
 * @param {string} workload
 */
async function runFirst(still, workload) {
  const pass = () => new Promise((resolve) => setTimeout(resolve, still));
  for (let known = -1; known !== ran.size; await pass()) known = ran.size;
  // What the page asks about the run comes later.
  let ended = Infinity;
  playground.addEventListener('result', () => (ended = performance.timeOrigin + performance.now()), { once: true });
  const { models } = await playground.run({ workload, models: ['event-loop'] });
  if (!models['event-loop'].counts.done) throw new Error('the first task was not done');
  await pass();
  const began = performance.timeOrigin + performance.now();
  if (globalThis.crossOriginIsolated && globalThis.SharedArrayBuffer) {
    const running = playground.run({ workload: 'a: sleep 1ms', models: ['threads'] });
    // It has been admitted by then.
    await pass();
    await playground.stop();
    if (!(await running).stopped) throw new Error('it was not stopped');
  }
  const stopped = performance.timeOrigin + performance.now();
  await pass();
  return [...ran].filter(([, at]) => at <= ended || (at >= began && at <= stopped)).map(([key]) => key);
}

/** A bit for each, four to a digit, the lowest first. @param {Set<number>} stretches */
function bits(stretches) {
  const digits = new Array(Math.floor(Math.max(...stretches) / 4) + 1).fill(0);
  for (const stretch of stretches) digits[Math.floor(stretch / 4)] |= 1 << stretch % 4;
  return digits.map((digit) => digit.toString(16)).join('');
}

const browser = await puppeteer.launch({ executablePath: CHROMIUM, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
/** The numbers of stretches, by shapes, by names. @type {Map<string, Map<string, Set<number>>>} */
const names = new Map();
try {
  for (let time = 0; time < TIMES; time++) {
    for (const shared of [true, false]) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.evaluateOnNewDocument(listen, shared);
      await page.goto(url);
      await page.waitForFunction(() => globalThis.playground);
      for (const key of await page.evaluate(runFirst, STILL_MS, WORKLOADS[time % WORKLOADS.length])) {
        const [name, shape, stretch] = key.split('\t');
        if (!names.has(name)) names.set(name, new Map());
        const shapes = names.get(name);
        if (!shapes.has(shape)) shapes.set(shape, new Set());
        shapes.get(shape).add(Number(stretch));
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
const bytewise = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));
const lines = [...names].map(([name, shapes]) => {
  const shown = [...shapes].map(([shape, stretches]) => `${shape}:${bits(stretches)}`);
  return [name, ...shown.sort()].join('\t');
});
await writeFile(file, `${lines.sort(bytewise).join('\n')}\n`);
console.log(`${names.size} functions have run`);
