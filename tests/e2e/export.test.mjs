/* A run that is taken along: as a trace that Perfetto opens, as a table, as a picture. */

import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';

import { BROWSERS, PATIENCE, launch, open, picture, run } from './support/browser.mjs';
import { host, original } from './support/host.mjs';

const MODELS = ['event-loop', 'event-loop-pool', 'sequential'];
const WORKLOAD = '3 x fetch_data: sleep 20ms -> primes 200k -> all( sleep 10ms, sleep 30ms )\nlost: fail "no, luck"';

for (const name of Object.keys(BROWSERS)) {
  describe(`export, in ${name}`, () => {
    let page;

    before(async () => {
      page = await open(await launch(name));
    });

    const exported = (format) => page.evaluate(async (format) => (await globalThis.playground.exportTrace(format)).text(), format);

    test('without a run, or in a format that is none, there is a sentence', async () => {
      const refusal = (format) => page.evaluate((format) => globalThis.playground.exportTrace(format).catch(({ code }) => code), format);
      assert.equal(await refusal('csv'), 'no-run');
      assert.equal(await refusal('__proto__'), 'unknown-format');
      assert.equal(await page.$eval('#exports', (exports) => exports.hidden), true);
    });

    test('the trace has a process a model, a thread a task and slices that are what the page shows', async () => {
      const { models } = await run(page, { workload: WORKLOAD, models: MODELS, workers: 2 });
      const { traceEvents } = JSON.parse(await exported('chrome-trace'));
      const named = (what) => traceEvents.filter((event) => event.name === what).map((event) => event.args.name);
      assert.deepEqual(named('process_name'), ['Event loop', 'Event loop + thread pool', 'Sequential']);
      for (const thread of ['main thread', 'fetch_data 2', 'fetch_data 3 › all 2', 'lost']) assert.ok(named('thread_name').includes(thread), thread);
      assert.ok(named('thread_name').some((thread) => /^worker [12]$/.test(thread)));
      const slices = traceEvents.filter((event) => event.ph === 'X');
      assert.ok(slices.every(({ ts, dur }) => ts >= 0 && dur >= 0));
      for (const [i, id] of MODELS.entries()) {
        const ends = slices.filter(({ pid }) => pid === i + 1).map(({ ts, dur }) => (ts + dur) / 1_000);
        const last = Math.max(...ends);
        assert.ok(last <= models[id].wallMs + 0.01 && last > models[id].wallMs * 0.5, `${id}: ${last} of ${models[id].wallMs} ms`);
      }
      const rows = await page.evaluate(() => {
        const links = new Set(globalThis.playground.describe().kinds.filter(({ group }) => group === 'link').map(({ id }) => id));
        return globalThis.playground.trace().models.map(({ columns, length }) => columns.kind.subarray(0, length).filter((kind) => !links.has(kind)).length);
      });
      const table = (await exported('csv')).trimEnd().split('\r\n');
      assert.equal(table.length, 1 + rows.reduce((sum, length) => sum + length, 0));
      assert.equal(table[0], 'model,task,step,kind,thread,start_ms,end_ms');
      assert.ok(table.some((row) => row.startsWith('Event loop,fetch_data 1,"all( sleep 10ms, sleep 30ms )",wait,')), 'what has commas is quoted');
    });

    test('slices of one thread never overlap', async () => {
      const { traceEvents } = JSON.parse(await exported('chrome-trace'));
      /** @type {Map<string, { ts: number, dur: number }[]>} */
      const threads = new Map();
      for (const slice of traceEvents.filter((event) => event.ph === 'X')) {
        const key = `${slice.pid}/${slice.tid}`;
        threads.set(key, [...(threads.get(key) ?? []), slice]);
      }
      for (const [thread, slices] of threads) {
        slices.sort((a, b) => a.ts - b.ts);
        for (const [i, { ts }] of slices.slice(1).entries()) assert.ok(slices[i].ts + slices[i].dur <= ts + 0.0005, JSON.stringify(slices.slice(i, i + 2)));
      }
    });
  });
}

/** Does as ui.perfetto.dev does with messages: answers PING with PONG once it listens, and takes a trace. */
const PERFETTO = `<!doctype html><title>Perfetto</title><script>
  addEventListener('message', ({ data, source, origin }) => {
    if (source !== opener) return;
    if (data === 'PING') return source.postMessage('PONG', '*');
    const { buffer, title } = data.perfetto;
    const { traceEvents } = JSON.parse(new TextDecoder().decode(buffer));
    document.title = JSON.stringify({ origin, title, events: traceEvents.length });
  });
</script>`;

for (const name of Object.keys(BROWSERS)) {
  for (const isolated of [true, false]) {
    test(`a press on a page of its own hands the trace to Perfetto, in ${name}, from a host ${isolated ? 'with' : 'without'} headers`, async (t) => {
      const asked = [];
      const perfetto = http.createServer((request, response) => {
        asked.push(request.url);
        response.writeHead(200, { 'Content-Type': 'text/html' }).end(PERFETTO);
      });
      await new Promise((resolve) => perfetto.listen(0, '127.0.0.1', resolve));
      t.after(() => (perfetto.closeAllConnections(), perfetto.close()));
      const there = `http://localhost:${perfetto.address().port}`;
      const url = await host(t, async (path) => {
        if (path !== 'perfetto.js') return undefined;
        const { body, ...answer } = await original(path);
        assert.ok(body.includes('https://ui.perfetto.dev'), 'the page names its receiver once');
        return { ...answer, body: body.toString().replaceAll('https://ui.perfetto.dev', there) };
      }, { isolated });
      const page = await open(await launch(name), url);
      await run(page, { workload: '3 x t: sleep 5ms', models: ['event-loop'], clock: 'virtual' });
      await page.waitForSelector('#exports a[href^="perfetto.html#"]', { timeout: PATIENCE });
      // The replay takes its place above the link: who presses before that may miss it.
      await page.waitForSelector('.replay-sentence:not(:empty)', { timeout: PATIENCE });
      assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), true);
      /** The tab that a press opens. */
      const opened = async (press, from) => {
        const tab = new Promise((resolve) => page.browserContext().on('targetcreated', (target) => target.type() === 'page' && resolve(target)));
        await from.click(press);
        return (await tab).page();
      };
      const between = await opened('#exports a[href^="perfetto.html#"]', page);
      await between.waitForSelector('#send:not([hidden])', { timeout: PATIENCE });
      assert.match(await between.$eval('#state', (state) => state.innerText), /^The trace is here, \d+ KB of JSON, and has not been sent\.$/);
      assert.deepEqual(asked, [], 'nobody was asked before the press');
      await picture(between, `perfetto-${name}`);
      const viewer = await opened('#send', between);
      await viewer.waitForFunction(() => document.title.startsWith('{'), { timeout: PATIENCE });
      const { origin, title, events } = JSON.parse(await viewer.title());
      assert.equal(origin, new URL(url).origin);
      assert.equal(title, 'Concurrency Playground');
      assert.equal(events, JSON.parse(await page.evaluate(async () => (await globalThis.playground.exportTrace('chrome-trace')).text())).traceEvents.length);
      await between.waitForFunction(() => document.querySelector('#state').innerText.includes('has the trace'), { timeout: PATIENCE });
      assert.deepEqual(page.seen.errors, []);
    });
  }
}

describe('saving, in chromium', () => {
  let page;
  let session;
  let folder;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'playground-'));
    const browser = await launch('chromium');
    page = await open(browser);
    session = await browser.target().createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, eventsEnabled: true, browserContextId: page.browserContext().id });
    await page.waitForSelector('#run[aria-disabled=false]');
    await page.click('#run');
    await page.waitForSelector('#exports:not([hidden])', { timeout: PATIENCE });
  });

  after(() => rm(folder, { recursive: true }));

  /** Presses a button, and gives the name and the bytes of the file that the browser says it has saved whole: a file is there before its bytes are. */
  const save = async (label) => {
    let name;
    session.once('Browser.downloadWillBegin', ({ suggestedFilename }) => {
      name = suggestedFilename;
    });
    const ended = new Promise((resolve, reject) => {
      const look = ({ state }) => {
        if (state === 'inProgress') return;
        session.off('Browser.downloadProgress', look);
        if (state === 'completed') resolve();
        else reject(new Error(`the download of ${name} was ${state}`));
      };
      session.on('Browser.downloadProgress', look);
    });
    await page.$$eval('#exports button', (buttons, label) => buttons.find((button) => button.innerText === label).click(), label);
    await ended;
    return { name, bytes: await readFile(path.join(folder, name)) };
  };

  test('each button saves its file', async () => {
    const trace = await save('Perfetto trace');
    assert.equal(trace.name, 'concurrency-playground.json');
    assert.ok(JSON.parse(trace.bytes.toString()).traceEvents.length > 10);
    const table = await save('CSV');
    assert.equal(table.name, 'concurrency-playground.csv');
    assert.match(table.bytes.toString(), /^model,task/);
  });

  test('the picture shows what the page shows', async () => {
    const { name, bytes: png } = await save('PNG');
    assert.equal(name, 'concurrency-playground.png');
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS) await copyFile(path.join(folder, 'concurrency-playground.png'), path.join(SCREENSHOTS, 'export.png'));
    const seen = await page.evaluate(async (base64) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const colours = new Map();
      for (let at = 0; at < data.length; at += 4) {
        const colour = data.slice(at, at + 3).join();
        colours.set(colour, (colours.get(colour) ?? 0) + 1);
      }
      const timeline = document.querySelector('#timeline').getBoundingClientRect();
      return { width: bitmap.width - timeline.width, many: [...colours.values()].filter((count) => count > 200).length };
    }, png.toString('base64'));
    assert.ok(seen.width >= 31 && seen.width <= 33, 'it is as wide as the timeline and its margin');
    assert.ok(seen.many >= 4, `ground, tracks, bars and words: ${seen.many} colours`);
    await picture(page, 'exports');
  });

  test('no other origin was asked for anything', () => {
    assert.deepEqual([...page.seen.origins], [new URL(page.url()).origin]);
    assert.deepEqual(page.seen.errors, []);
  });
});
