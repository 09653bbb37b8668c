/* Files and databases: what comes back of them, and that nothing stays. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { BROWSERS, PLAIN, launch, open, playground, run } from './support/browser.mjs';
import { host } from './support/host.mjs';

const MODELS = ['event-loop', 'event-loop-pool', 'threads', 'processes', 'sequential'];

for (const name of Object.keys(BROWSERS)) {
  describe(`files and databases, in ${name}`, () => {
    let browser;
    let page;

    before(async () => {
      browser = await launch(name);
      page = await open(browser);
    });

    /** What became of each task of a run that may not be refused. */
    const tasks = async (workload, models = ['event-loop'], where = page) => {
      const result = await run(where, { workload, models });
      assert.equal(result.refused, undefined, result.refused?.message);
      return Object.values(result.models).map((model) => model.tasks);
    };

    test('what was stored comes back as it was, whatever the model, and from a host that sends no headers', async () => {
      // The library's first page has nine links.
      const workload = [
        'file: fetch pages/index.html -> file write index.html -> file read index.html -> links -> wordcount',
        'db: fetch pages/index.html -> db put index.html -> db get index.html -> links -> wordcount',
        'number: primes 1000 -> file write n -> file read n -> wordcount',
      ].join('\n');
      const plain = await open(browser, PLAIN);
      for (const each of [...(await tasks(workload, MODELS)), ...(await tasks(workload, ['event-loop', 'sequential'], plain))]) {
        assert.deepEqual(each.map(({ value, error }) => error ?? value), [9, 9, 1]);
      }
    });

    test('threads and processes of a run share what it stores, and it goes with the run', async () => {
      const workload = 'a: file write s 10 -> db put s 10 -> barrier B 2\nb: barrier B 2 -> file read s -> db get s -> db scan';
      for (const [a, b] of await tasks(`run: workers 2\n${workload}`, ['threads', 'processes', 'event-loops'])) {
        assert.deepEqual([a.error, b.error, b.value], [undefined, undefined, 1]);
      }
      await emptied(page);
    });

    test('a scan reads every record, however many', async () => {
      const scanned = async (count, size) => {
        const [made] = await tasks(`${count} x r: db put r-{i} ${size} -> barrier all ${count + 1}\ns: barrier all ${count + 1} -> db scan`);
        return made.at(-1).value;
      };
      assert.equal(await scanned(1200, 100), 1200);
      assert.equal(await scanned(40, '1M'), 40);
      const [[scan]] = await tasks('s: repeat 30 ( db put one 10 ) -> db put other 7 -> db scan');
      assert.equal(scan.value, 2, 'a record takes the place of that with the same key');
    });

    test('what is not there, and what a run before had stored, is not found, and that is told', async () => {
      await tasks('a: file write x 10 -> db put y 10');
      const [[file, record, scan]] = await tasks('a: file read x\nb: db get y\nc: db scan');
      assert.equal(file.error, 'this run has no file `x`; write it first, with `file write x`');
      assert.equal(record.error, 'this run has no record `y`; put it there first, with `db put y`');
      assert.equal(scan.value, 0);
    });

    test('a run that has ended leaves nothing, whether it came to its end or was stopped', async () => {
      await tasks('20 x w: file write f-{i} 100k -> db put k-{i} 10k');
      assert.deepEqual(await stored(page), []);
      await tasks('20 x w: repeat 50 ( file write f-{i} 1M -> db put k-{i} 100k ) timeout 200ms');
      assert.deepEqual(await stored(page), []);
      const { stopped, models } = await cut(page, '8 x w: repeat 100 ( file write f-{i} 20k -> db put k-{i} 10k )', (playground) => playground.stop());
      assert.ok(stopped);
      assert.equal(models['event-loop'].error, undefined);
      await emptied(page);
    });

    test('an engine that is ended in the middle of it leaves no open file and no open transaction: the next run works, and all is gone', async () => {
      for (const step of ['file write f-{i} 2M', 'db put k-{i} 500k', 'file write f-{i} 50k -> file read f-{i} -> db put k-{i} -> db scan']) {
        const { models } = await cut(page, `12 x w: repeat 100 ( ${step} )`, (playground) => playground.breakEngine('worker'));
        assert.match(models['event-loop'].error, /engine was lost/);
        assert.notDeepEqual(await stored(page), [], 'something was left behind');
        const [next] = await tasks('4 x w: file write f-{i} 20k -> file read f-{i} -> db put f-{i} -> db get f-{i}');
        assert.ok(next.every(({ state }) => state === 'done'), JSON.stringify(next));
        await emptied(page);
      }
    });

    test('what a living run stores is left alone by another page of the same site', async () => {
      const long = run(page, { workload: 'a: file write x 10 -> db put y 10 -> fetch io/delay?ms=1500 -> file read x -> db get y', models: ['event-loop'] });
      const other = await page.browserContext().newPage();
      await other.goto(page.url());
      await playground(other);
      await tasks('b: file write x 20 -> db put y 20', ['event-loop'], other);
      await other.close();
      const { models } = await long;
      assert.equal(models['event-loop'].tasks[0].error, undefined);
      await emptied(page);
    });

    test('nothing of this was an error on the console', () => {
      // Firefox (153) tells of this one now and then as it ends a worker that is at work on a file.
      const ofTheBrowser = name === 'firefox' ? 'uncaught exception: undefined' : '';
      assert.deepEqual(page.seen.errors.filter((error) => error !== ofTheBrowser), []);
    });
  });
}

test('where the browser has no room left, the task fails with a sentence and the others go on', async () => {
  const page = await open(await launch('chromium'));
  const devtools = await page.createCDPSession();
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 3_000_000 });
  const { models } = await run(page, { workload: 'f: file write x 20M\nd: db put x 20M\ns: sleep 10ms', models: ['event-loop'] });
  const [file, record, other] = models['event-loop'].tasks;
  assert.match(file.error, /no room left/);
  assert.match(record.error, /no room left/);
  assert.equal(other.state, 'done');
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin });
  assert.deepEqual(await stored(page), []);
});

test('a file that the browser finds no way to, as there is no room left, says so; one that it finds none to for another reason says that', async (t) => {
  const broken = "FileSystemWritableFileStream.prototype.write = () => Promise.reject(new DOMException('no way', 'AbortError'));";
  const script = await (await fetch(`${PLAIN}engine.js`)).text();
  const page = await open(await launch('chromium'), await host(t, (path) => (path.startsWith('engine.js') ? { status: 200, type: 'text/javascript', body: `${broken}\n${script}` } : undefined)));
  const devtools = await page.createCDPSession();
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 3_000_000 });
  const { models } = await run(page, { workload: 'big: file write x 20M\nsmall: file write y 9', models: ['event-loop'] });
  const [big, small] = models['event-loop'].tasks;
  assert.match(big.error, /no room left/);
  assert.equal(small.error, 'the browser refuses to write `y`: no way');
});

test('where the browser has no place to store, or refuses it, the task fails with a sentence and the others go on', async (t) => {
  const script = await (await fetch(`${PLAIN}engine.js`)).text();
  const browser = await launch('chromium');
  const errors = async (missing) => {
    const url = await host(t, (path) => (path.startsWith('engine.js') ? { status: 200, type: 'text/javascript', body: `${missing}\n${script}` } : undefined));
    const page = await open(browser, url);
    const { models } = await run(page, { workload: 'f: file write x 9\nd: db put x 9\ns: sleep 10ms', models: ['event-loop'] });
    assert.deepEqual(page.seen.errors, [], missing);
    const [file, record, other] = models['event-loop'].tasks;
    assert.equal(other.state, 'done', missing);
    return [file.error, record.error];
  };
  const noFiles = /^this browser gives the page no file system \(.*\)/;
  const noDatabase = /^this browser gives the page no database \(.*\)/;
  const cases = [
    ["Object.defineProperty(navigator, 'storage', { value: undefined });", noFiles, undefined],
    ["StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('not in this window', 'SecurityError'));", noFiles, undefined],
    ['delete FileSystemFileHandle.prototype.createWritable;', noFiles, undefined],
    ["IDBFactory.prototype.open = () => { throw new DOMException('not in this window', 'SecurityError'); };", undefined, noDatabase],
    ["Object.defineProperty(self, 'indexedDB', { value: undefined });", undefined, noDatabase],
    ["Object.defineProperty(navigator, 'locks', { value: undefined });", noFiles, noDatabase],
    ["LockManager.prototype.request = () => Promise.reject(new DOMException('not in this window', 'SecurityError'));", noFiles, noDatabase],
  ];
  for (const [missing, ...expected] of cases) {
    const told = await errors(missing);
    for (const [i, sentence] of expected.entries()) sentence ? assert.match(told[i] ?? '', sentence, missing) : assert.equal(told[i], undefined, missing);
  }
});

/** Runs a workload until it has stored something, and then ends it so; the run's result. */
function cut(page, workload, end) {
  return page.evaluate(`(async () => {
    const { playground } = globalThis;
    const running = new Promise((resolve) => playground.addEventListener('change', ({ detail }) => detail.state === 'running' && resolve()));
    const run = playground.run({ workload: ${JSON.stringify(workload)}, models: ['event-loop'] });
    await running;
    const names = async () => [...(await indexedDB.databases()), ...(await Array.fromAsync((await navigator.storage.getDirectory()).keys()))];
    while ((await names()).length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    (${end})(playground);
    return run;
  })()`);
}

/** The names of what the playground has stored for this site. */
function stored(page) {
  return page.evaluate(async () => {
    const names = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    for (const { name } of await indexedDB.databases()) names.push(name);
    return names;
  });
}

/** Waits until nothing is stored: an ended engine's worker may go on for a while. */
async function emptied(page) {
  while ((await stored(page)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
