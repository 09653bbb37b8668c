/* The life of engines: started, run, then stopped, broken or ended, over and over. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';

import { BROWSERS, launch, open } from './browser.mjs';

/** Each cycle is one of these, in turn. */
const ENDS = ['stop', 'break in a kernel', 'stop a block', 'break the loop', 'terminate'];
/** Memory may go up and down with the collector, but engines that are lost take 40 each. */
const GROWTH_MIB = 400;

/** Declares the test, in each browser. @param {number} cycles */
export function testLife(cycles) {
  for (const name of Object.keys(BROWSERS)) {
    describe(`engines in ${name}`, () => {
      test(`${cycles} cycles: none hangs, every task is accounted for, the next run works, memory is given back`, async (t) => {
        const browser = await launch(name);
        const page = await open(browser);
        const resident = () => residentMib(browser.process().pid);
        let settled = 0;
        for (let i = 0; i < cycles; i++) {
          const how = ENDS[i % ENDS.length];
          const { answeredMs, lost, counts, next } = await page.evaluate(cycle, how);
          assert.ok(answeredMs <= 500, `cycle ${i}, ${how}: answered after ${answeredMs} ms`);
          assert.equal(Object.values(counts).reduce((sum, count) => sum + count), 2, `cycle ${i}, ${how}: ${JSON.stringify(counts)}`);
          assert.equal(counts.done, 0, `cycle ${i}, ${how}`);
          assert.equal(Boolean(lost), !how.startsWith('stop'), `cycle ${i}, ${how}: ${lost}`);
          assert.equal(next, 3, `cycle ${i}: the next run after ${how}`);
          if (i === Math.floor(cycles / 4)) settled = resident();
        }
        assert.ok(resident() - settled < GROWTH_MIB, `${settled} MiB after a quarter, ${resident()} MiB at the end`);
      });
    });
  }
}

/** In the page: one cycle. */
async function cycle(how) {
  const { playground } = globalThis;
  const block = how === 'stop a block';
  const onLoop = block || how === 'break the loop' || how === 'terminate';
  const model = onLoop ? 'event-loop' : 'event-loop-pool';
  // A kernel on the loop holds it: only ending the engine helps where it may not look at the stop word.
  const workload = block || how === 'terminate' ? '2 x t: block 30s' : how === 'break the loop' ? '2 x t: sleep 30s' : '2 x t: repeat 12 ( primes 1000M )';
  const running = new Promise((resolve) => {
    playground.addEventListener('change', function listen({ detail }) {
      if (detail.state !== 'running') return;
      playground.removeEventListener('change', listen);
      resolve();
    });
  });
  const run = playground.run({ workload, models: [model] });
  await running;
  // Until the run is seen to be under way.
  while (!playground.trace().models[0].length) await new Promise((resolve) => setTimeout(resolve, 1));
  const asked = performance.now();
  if (how === 'break in a kernel') playground.breakEngine('kernel');
  else if (how === 'break the loop') playground.breakEngine('loop');
  else if (how === 'terminate') playground.breakEngine('worker');
  else playground.stop();
  const { models } = await run;
  const answeredMs = performance.now() - asked;
  const { counts, error } = models[model];
  const after = await playground.run({ workload: '3 x q: primes 100k', models: ['event-loop-pool'] });
  return { answeredMs, counts, lost: error, next: after.models['event-loop-pool'].counts.done };
}

/** Memory of a process and all its children; MiB. */
function residentMib(root) {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      parents.set(Number(pid), Number(parent));
    } catch {
      // It ended while we looked.
    }
  }
  const belongs = (pid) => pid === root || (parents.has(pid) && belongs(parents.get(pid)));
  let kib = 0;
  for (const pid of parents.keys()) {
    if (!belongs(pid)) continue;
    try {
      kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It ended while we looked.
    }
  }
  return Math.round(kib / 1024);
}
