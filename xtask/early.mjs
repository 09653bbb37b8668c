/*
 * Sees which functions of the modules run until a page's first task has ended, and writes their names into a file.
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
/** What runs differs a little from time to time: with what is ready first. */
const TIMES = 4;

/** @param {boolean} shared Whether the page may share memory, and so takes the build for that. */
function listen(shared) {
  /** When each has run first, in ms since 1970. @type {Map<string, number>} */
  globalThis.ran = new Map();
  new BroadcastChannel('ran').onmessage = ({ data: [name, at] }) => ran.set(name, Math.min(at, ran.get(name) ?? Infinity));
  if (!shared) delete globalThis.SharedArrayBuffer;
  // The rest never comes, so there is no pool, and nothing that only runs once it is there.
  const get = fetch;
  globalThis.fetch = (what, ...options) => (String(what).endsWith('_rest.wasm') ? new Promise(() => {}) : get(what, ...options));
}

/** Waits until the page is still, and runs a task; returns what has run when it ended. @param {number} still */
async function runOne(still) {
  const pass = () => new Promise((resolve) => setTimeout(resolve, still));
  for (let known = -1; known !== ran.size; await pass()) known = ran.size;
  const { models } = await playground.run({ workload: '1 x first: sleep 1ms', models: ['event-loop'] });
  const ended = performance.timeOrigin + performance.now();
  if (models['event-loop'].counts.done !== 1) throw new Error('the first task was not done');
  await pass();
  return [...ran].filter(([, at]) => at <= ended).map(([name]) => name);
}

const browser = await puppeteer.launch({ executablePath: CHROMIUM, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
const names = new Set();
try {
  for (let time = 0; time < TIMES; time++) {
    for (const shared of [true, false]) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.evaluateOnNewDocument(listen, shared);
      await page.goto(url);
      await page.waitForFunction(() => globalThis.playground);
      for (const name of await page.evaluate(runOne, STILL_MS)) names.add(name);
      await context.close();
    }
  }
} finally {
  await browser.close();
}
const bytewise = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));
await writeFile(file, `${[...names].sort(bytewise).join('\n')}\n`);
console.log(`${names.size} functions have run`);
