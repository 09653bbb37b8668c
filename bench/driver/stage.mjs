/* The one browser process, and the programs that run between its rounds. */

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

import { Host } from './host.mjs';

const puppeteer = createRequire(`${process.env.NODE_MODULES}/`)('puppeteer-core');

/** Longer than any measurement; ms. */
const PATIENCE = 300_000;

// A browser that asks for updates or looks up its maker's hosts disturbs what is measured; root needs --no-sandbox.
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Where measurements take place. */
export class Stage {
  static async open() {
    const options = { executablePath: process.env.CHROMIUM, headless: true, args: FLAGS, protocolTimeout: PATIENCE };
    const stage = new Stage(await puppeteer.launch(options));
    await stage.renew();
    return stage;
  }

  constructor(browser) {
    this.browser = browser;
    this.page = null;
    this.site = null;
    /** What was foretold last. @type {import('./contestants.mjs').Foretold[]} */
    this.foretold = [];
  }

  /** Opens the page anew: nothing is compiled or warm, no memory has grown. */
  async renew() {
    await this.page?.close();
    await this.closeSite();
    this.page = await this.browser.newPage();
    await this.page.goto(new URL('bench/', process.env.BENCH_URL).href);
    await this.page.waitForFunction(() => globalThis.bench !== undefined, { timeout: PATIENCE });
  }

  /** Does one measurement in the worker of a build. */
  inBrowser(build, name, numbers) {
    return this.page.evaluate((build, name, numbers) => globalThis.bench.measure(build, name, numbers), build, name, numbers);
  }

  /** Does one measurement on the page itself. */
  onPage(name, words) {
    return this.page.evaluate((name, words) => globalThis.bench[name](...words), name, words);
  }

  /** How late the page's own timers are meanwhile. */
  lag(build, name, numbers) {
    return this.page.evaluate((build, name, numbers) => globalThis.bench.lag(build, name, numbers), build, name, numbers);
  }

  /**
   * The same, with `bytes` that the browser's processes of pages grew by: JavaScript's own memory, and what the
   * browser keeps for it.
   */
  async inBrowserByProcess(build, name, numbers) {
    // The worker's start is not counted.
    await this.inBrowser(build, 'benchClock', [1]);
    const before = await this.resident();
    const measured = await this.inBrowser(build, name, numbers);
    return { ...measured, bytes: (await this.resident()) - before };
  }

  /** Bytes in memory of the browser's processes that run pages. */
  async resident() {
    const session = await this.browser.target().createCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const ids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', ids.join(',')]);
    return stdout.split(/\s+/).reduce((sum, kilobytes) => sum + Number(kilobytes) * 1024, 0);
  }

  /**
   * Loads a page in a profile of its own and measures from navigation to what it calls `loaded` with.
   *
   * `bytes` is what it asked for until then, compressed.
   */
  async load(folder, pages, script = '') {
    const host = await Host.start(folder, pages);
    const context = await this.browser.createBrowserContext();
    try {
      const page = await context.newPage();
      await page.evaluateOnNewDocument(`
        globalThis.result = new Promise((resolve, reject) => {
          globalThis.loaded = (sum) => Promise.resolve(sum).then((sum) => resolve({ ms: performance.now(), sum }), reject);
        });
        ${script}`);
      await page.goto(host.url);
      const measured = await page.evaluate(() => globalThis.result);
      return { ...measured, bytes: host.compressed() };
    } finally {
      await context.close();
      host.close();
    }
  }

  /** Calls a function in the page of the built site, which stays open until all is opened anew. */
  async onSite(call, ...words) {
    this.site ??= (async () => {
      const host = await Host.start(process.env.BENCH_DIST);
      const page = await this.browser.newPage();
      await page.goto(host.url);
      await page.waitForFunction(() => globalThis.playground?.prepared.then(() => true), { timeout: PATIENCE });
      return { host, page };
    })();
    return (await this.site).page.evaluate(call, ...words);
  }

  /**
   * Has the page run lessons, and foretell what each takes under each model from half of its runs; the other half tells
   * what it took.
   *
   * @param {string} folder The built site.
   * @param {{ id: string, workload: string }[]} lessons
   * @param {import('./contestants.mjs').Bounds} bounds
   * @returns {Promise<import('./contestants.mjs').Foretold[]>}
   */
  async foretell(folder, lessons, bounds) {
    const host = await Host.start(folder);
    const context = await this.browser.createBrowserContext();
    try {
      const page = await context.newPage();
      await page.goto(host.url);
      await page.waitForFunction(() => globalThis.playground !== undefined, { timeout: PATIENCE });
      const all = [];
      for (const { id, workload } of lessons) {
        const foretold = await page.evaluate(foretellAndRun, workload, bounds);
        all.push(...foretold.map((each) => ({ lesson: id, ...each })));
      }
      this.foretold = all;
      return all;
    } finally {
      await context.close();
      host.close();
    }
  }

  /** The least by which the page's clock moves; ms. */
  clockStep() {
    return this.page.evaluate(() => {
      const steps = [];
      for (let last = performance.now(); steps.length < 1_000; ) {
        const now = performance.now();
        if (now > last) steps.push(now - last);
        last = now;
      }
      return Number(Math.min(...steps).toFixed(4));
    });
  }

  /** Has a program do one measurement, while the browser has nothing to do. */
  async program(program, words) {
    return JSON.parse(await this.told(program, words));
  }

  /** What a program prints, while the browser has nothing to do. */
  async told(program, words) {
    const { stdout } = await promisify(execFile)(program, words.map(String), { timeout: PATIENCE });
    return stdout;
  }

  /** Closes the page of the built site, if it is open. */
  async closeSite() {
    const site = await this.site;
    await site?.page.close();
    site?.host.close();
    this.site = null;
  }

  async close() {
    await this.closeSite();
    await this.browser.close();
  }
}

/** In the page: what is foretold of a workload, and what it takes. */
async function foretellAndRun(workload, { least, most, apart, inAllMs, longestMs }) {
  const { playground } = globalThis;
  const request = { workload, seed: 7 };
  const { models: nominal } = await playground.predict(request);
  const models = Object.keys(nominal).filter((id) => nominal[id].wallMs <= longestMs);
  if (models.length === 0) return [];
  const results = [];
  /** Of every other run. @param {0 | 1} which */
  const quickest = (model, which) => {
    const runs = results.flatMap((result) => result.models[model] ?? []).filter((_, run) => run % 2 === which);
    return runs.toSorted((a, b) => a.wallMs - b.wallMs)[0];
  };
  const halvesMs = (model) => [quickest(model, 0).wallMs, quickest(model, 1).wallMs];
  // What the machine itself does not repeat is no measure yet.
  const isSettled = (model) => {
    const halves = halvesMs(model);
    return Math.max(...halves) <= Math.min(...halves) * (1 + apart);
  };
  for (let run = 0; run < most; run++) {
    const again = models.filter((model) => run < least || (!isSettled(model) && run * Math.min(...halvesMs(model)) < inAllMs));
    if (again.length === 0) break;
    results.push(await playground.run({ ...request, models: again }));
  }
  const measured = { ...results[0], models: Object.fromEntries(models.map((model) => [model, quickest(model, 0)])) };
  const { models: foretold } = await playground.predict({ ...request, measured });
  return models.map((model) => ({
    model, foretoldMs: foretold[model].wallMs, tookMs: quickest(model, 1).wallMs, halvesMs: halvesMs(model),
  }));
}
