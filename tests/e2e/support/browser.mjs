/* Real browsers, driven over their own protocols: Chromium by CDP, Firefox by WebDriver BiDi. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after } from 'node:test';

const { CHROMIUM, FIREFOX, NODE_MODULES, PLAYGROUND_PLAIN_URL, PLAYGROUND_URL, SCREENSHOTS } = process.env;
assert.ok(NODE_MODULES && PLAYGROUND_URL && PLAYGROUND_PLAIN_URL, 'these tests are run by `cargo xtask test`');

const { default: puppeteer, ElementHandle } = createRequire(`${NODE_MODULES}/`)('puppeteer-core');

/** Brings what is to be pressed to the middle, as people do, unless it is all there to press: what stays in sight may be over it. */
ElementHandle.prototype.scrollIntoViewIfNeeded = async function () {
  const isThere = await this.isIntersectingViewport({ threshold: 1 }) && await this.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
  if (!isThere) await this.scrollIntoView();
};

/** A server that sends isolation headers, and a plain static host that serves the site under a path. */
export const ISOLATED = PLAYGROUND_URL;
export const PLAIN = PLAYGROUND_PLAIN_URL;

// A browser that asks for updates or looks up its maker's hosts disturbs what is measured; root needs --no-sandbox.
const CHROMIUM_FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** How to start each browser. */
export const BROWSERS = {
  chromium: { executablePath: CHROMIUM, headless: true, args: CHROMIUM_FLAGS },
  firefox: { browser: 'firefox', executablePath: FIREFOX, headless: true },
};

/**
 * What Firefox (153) tells as if it were an error that nobody caught, and is none.
 *
 * It tells of requests that came to nothing, also since their page was left. In workers it does not heed that a rejection
 * was caught after all, so that wasm trapped in a promise is told here, too. And it ends workers that write a file with
 * `undefined`, which nothing of the page's throws.
 */
const NOT_UNCAUGHT = [
  /^Content-Security-Policy: /, /^Failed to load ‘.*’\. A ServiceWorker /, /^TypeError: error loading dynamically imported module: /,
  /^Loading Worker from “.*” was blocked /, /^RuntimeError: unreachable executed$/, /^uncaught exception: undefined$/,
];

/**
 * What Chromium (156) tells of a worker that was ended while it imported, as those of a pool that is replaced by a larger
 * one: nobody waits for it. A package that cannot be had by others fails their runs.
 */
const OF_ENDED_WORKERS = /^Failed to fetch dynamically imported module: .*\/playground\.js$/;

/** Longer than anything a test waits for; a test that meets it has failed. */
export const PATIENCE = 30_000;

const launched = [];
after(() => Promise.all(launched.map((browser) => browser.close())));

/** Starts a browser, with some more flags, that ends with the test file. */
export async function launch(name = 'chromium', flags = []) {
  const { args = [], ...options } = BROWSERS[name];
  const browser = await puppeteer.launch({ ...options, args: [...args, ...flags], protocolTimeout: PATIENCE });
  launched.push(browser);
  return browser;
}

/**
 * Opens a page in a profile of its own; its errors, those that nobody caught among them, and the origins it asked are
 * kept in `page.seen`.
 *
 * @returns A page whose playground can run, unless `ready` is false; `before` is done before its scripts run.
 */
export async function open(browser, url = ISOLATED, { ready = true, viewport = { width: 1280, height: 800 }, before = () => {}, waitUntil = 'load' } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(viewport);
  page.seen = { errors: [], uncaught: [], origins: new Set() };
  page.on('pageerror', ({ message }) => {
    if (OF_ENDED_WORKERS.test(message)) return;
    page.seen.errors.push(message);
    if (!NOT_UNCAUGHT.some((known) => known.test(message))) page.seen.uncaught.push(message);
  });
  page.on('console', (message) => message.type() === 'error' && page.seen.errors.push(message.text()));
  page.on('request', (request) => /^https?:/.test(request.url()) && page.seen.origins.add(new URL(request.url()).origin));
  await page.evaluateOnNewDocument(before);
  await page.goto(url, { waitUntil });
  if (ready) await playground(page);
  return page;
}

/** Waits until the console interface is there, as it is once the page can run, and knows of the service worker. */
export async function playground(page) {
  await page.waitForFunction(() => globalThis.playground?.prepared.then(() => true), { timeout: PATIENCE });
}

/** Runs a workload by the console interface; a refusal comes back as `{ refused: { name, code, message } }`. */
export function run(page, request) {
  return page.evaluate(async (request) => {
    try {
      return JSON.parse(JSON.stringify(await globalThis.playground.run(request)));
    } catch ({ name, code, message, diagnostics }) {
      return { refused: { name, code, message, diagnostics } };
    }
  }, request);
}

/** The wall time of each model, in ms. */
export async function wallTimes(page, request) {
  const { models, refused } = await run(page, request);
  assert.equal(refused, undefined);
  for (const [id, { tasks, counts }] of Object.entries(models)) assert.equal(counts.done, tasks.length, `${id}: every task is done`);
  return Object.fromEntries(Object.entries(models).map(([id, { wallMs }]) => [id, wallMs]));
}

export const quickest = (times) => Math.min(...times);

/** Takes a picture for people to look at. */
export async function picture(page, name) {
  if (!SCREENSHOTS) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
}
