import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { load } from '../driver/contestants.mjs';

const { BENCH_DIST, BENCH_EXAMPLE, BENCH_MODULES } = process.env;

/** Ours is there when the page has put its interface into the console: it runs one task from there at once. */
const ours = (model, workload) => `
  Object.defineProperty(globalThis, 'playground', { configurable: true, set(playground) {
    loaded(playground.run({ workload: ${JSON.stringify(workload)}, models: ['${model}'] }).then(({ models }) => models['${model}'].counts.done));
  } });`;

/** A page of a Python that is compiled to wasm. */
const python = (script) => ({ 'index.html': `<!doctype html><script type="module">${script}</script>` });
const MICROPYTHON = `
  import { loadMicroPython } from './micropython.mjs';
  loaded(loadMicroPython().then((python) => (python.runPython('done = 1'), python.globals.get('done'))));`;
const PYODIDE = `
  import { loadPyodide } from './pyodide.mjs';
  loaded(loadPyodide().then((python) => (python.runPython('done = 1'), python.globals.get('done'))));`;

/** The worker of `examples/threads/`, up to where it has something to do. */
const [atWork, work] = (await readFile(path.join(BENCH_EXAMPLE, 'worker.js'), 'utf8')).split('\nawait initThreadPool');
if (work === undefined) throw new Error('examples/threads/worker.js does not start its pool in the way that this row knows');

/** The limit: the smallest page with threads there is, `examples/threads/`, with nothing to do but to be there. */
const smallest = (start, answer) =>
  load(
    BENCH_EXAMPLE,
    { 'worker.js': `${atWork}\n${start}\npostMessage({ answer: ${answer} });` },
    `new MutationObserver((_, observer) => {
      const answer = Number(document.getElementById('answer')?.textContent);
      if (!answer) return;
      observer.disconnect();
      loaded(answer);
    }).observe(document, { subtree: true, childList: true, characterData: true });`,
  );
const SMALLEST = 'the smallest page with threads';

/** A part of the way that no page that looks like this can leave out: its markup and styles, drawn once, and no script beside. */
const markup = await readFile(path.join(BENCH_DIST, 'index.html'), 'utf8');
const [inline, policy] = [/<script>[^]*?<\/script>/, /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/];
if (!inline.test(markup) || !policy.test(markup)) throw new Error('index.html does not begin the module in the way that this row knows');
const drawn = load(BENCH_DIST, {
  'index.html': [inline, policy, /<link rel="modulepreload"[^>]*>/g].reduce((text, part) => text.replace(part, ''), markup),
  'main.js': 'requestAnimationFrame(() => setTimeout(() => loaded(1)));',
});
const DRAWN = 'this page, drawn, with no other script';

const size = ({ bytes }) => bytes / 1e3;
const time = ({ ms }) => ms;

/** @type {import('../driver/measure.mjs').Row[]} */
export default [
  {
    id: 'load',
    what: 'from navigation to the end of the first task, in a new profile',
    rounds: { quick: 3, full: 9 },
    contestants: {
      ours: load(BENCH_DIST, {}, ours('event-loop', '1 x first: sleep 0s')),
      [DRAWN]: drawn,
      [SMALLEST]: smallest('', '1'),
      MicroPython: load(path.join(BENCH_MODULES, '@micropython/micropython-webassembly-pyscript'), python(MICROPYTHON)),
      Pyodide: load(path.join(BENCH_MODULES, 'pyodide'), python(PYODIDE)),
    },
    sum: 1,
    figures: [
      { id: 'load/size', what: 'what is loaded, compressed, until the first task has ended', unit: 'KB', of: size, target: { most: 120 }, against: { [SMALLEST]: {}, MicroPython: {}, Pyodide: {} } },
      { id: 'load/task', unit: 'ms', of: time, target: { most: 150 }, against: { [DRAWN]: {}, [SMALLEST]: {}, MicroPython: {}, Pyodide: {} } },
    ],
  },
  {
    id: 'load/parallel',
    what: 'from navigation to the first result of two threads, in a new profile',
    rounds: { quick: 3, full: 9 },
    contestants: {
      ours: load(BENCH_DIST, {}, ours('event-loop-pool', '2 x first: primes 1k')),
      [SMALLEST]: smallest('await initThreadPool(2);', 'countThreads()'),
    },
    sum: 2,
    figures: [{ id: 'load/parallel', unit: 'ms', of: time, target: { most: 250 }, against: { [SMALLEST]: {} } }],
  },
];
