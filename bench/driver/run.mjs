/*
 * Measures the rows that are asked for, or all. `cargo xtask bench` builds what this needs and calls it:
 *
 *   node bench/driver/run.mjs [--quick] [ID…]
 */

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe } from './environment.mjs';
import { judge, result } from './judge.mjs';
import { measure } from './measure.mjs';
import { Stage } from './stage.mjs';
import { forTerminal, inFull, inShort } from './tables.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
const OUT = path.join(ROOT, 'target/bench');

/** The rows in the order in which they are measured and shown. */
const ORDER = ['spawn', 'switch', 'sleepers', 'fetch', 'stream', 'dispatch', 'kernel', 'scaling', 'models', 'best', 'lag', 'record', 'draw', 'load', 'predict'];

async function main(words) {
  const length = words.includes('--quick') ? 'quick' : 'full';
  const wanted = words.filter((word) => word !== '--quick');
  const rows = await choose(wanted);
  const stage = await Stage.open();
  const details = [];
  try {
    const environment = await describe(stage);
    console.log(environment.map(([name, value]) => `${name}: ${value}`).join('\n'));
    for (const row of rows) {
      const since = performance.now();
      const measurements = await measure(stage, row, length);
      const judged = judge(measurements);
      console.log(`\n${row.id}: ${row.what} (${((performance.now() - since) / 1e3).toFixed(0)} s)\n${forTerminal(judged)}`);
      if (row.told) console.log(measurements.rounds.ours.flatMap(row.told).join('\n'));
      details.push(...judged);
    }
    await mkdir(OUT, { recursive: true });
    await writeFile(path.join(OUT, 'results.json'), `${JSON.stringify(details.map(result), null, 2)}\n`);
    if (length === 'full' && wanted.length === 0) await publish(environment, details);
  } finally {
    await stage.close();
  }
  console.log(`\n${forTerminal(details)}`);
  const missed = details.filter(({ ok }) => ok === false);
  console.log(missed.length === 0 ? '\nall targets are met' : `\n${missed.length} targets are missed`);
}

/** @param {string[]} wanted Names of rows, or what they begin with: `kernel` is all of `kernel/…`. */
async function choose(wanted) {
  const files = await readdir(path.join(ROOT, 'bench/rows'));
  const modules = await Promise.all(files.filter((file) => file.endsWith('.mjs')).map((file) => import(`../rows/${file}`)));
  /** @type {import('./measure.mjs').Row[]} */
  const rows = modules.flatMap((module) => module.default);
  const place = ({ id }) => ORDER.indexOf(id.split('/')[0]);
  rows.sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
  if (wanted.length === 0) return rows;
  const chosen = rows.filter(({ id }) => wanted.some((word) => id === word || id.startsWith(`${word}/`)));
  const unknown = wanted.filter((word) => !chosen.some(({ id }) => id === word || id.startsWith(`${word}/`)));
  if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(', ')}; there are ${rows.map(({ id }) => id).join(', ')}`);
  return chosen;
}

/** Writes down a whole run: all of it in bench/RESULTS.md, the main rows in the README. */
async function publish(environment, details) {
  const facts = environment.map(([name, value]) => `- ${name}: ${value}`).join('\n');
  const results = `# Results

Written by \`cargo xtask bench\`. Figures are medians of rounds in which all contestants took turns in one browser
process, native ones between them; a ratio is ours by the peer's, with its 95 % interval (bootstrap over rounds).
In \`scaling\` and the rows marked \`warmUpEach\` (in bench/rows) each turn begins with a time that does not count; in \`models\`
the start of processes does not, nor do the first pages of their memory, which are part of it.
*Cold* is the first time in a new page; load is the machine's, a minute's average, as the row was measured.

${facts}

${inFull(details)}
`;
  await writeFile(path.join(ROOT, 'bench/RESULTS.md'), results);
  const readme = path.join(ROOT, 'README.md');
  const [begin, end] = ['<!-- figures: written by `cargo xtask bench` -->', '<!-- figures end -->'];
  const text = await readFile(readme, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error('README.md has no place for the figures');
  await writeFile(readme, `${before}${begin}\n${inShort(details)}\n${end}${after}`);
}

await main(process.argv.slice(2));
