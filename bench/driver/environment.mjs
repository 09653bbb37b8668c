/* What was measured on, and with. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const BENCH = path.join(import.meta.dirname, '..');

/** @param {import('./stage.mjs').Stage} stage @returns {Promise<[string, string][]>} */
export async function describe(stage) {
  const cores = os.cpus();
  const text = (file) => readFileSync(path.join(BENCH, file), 'utf8');
  const said = (program, ...words) => execFileSync(program, words, { encoding: 'utf8' }).trim();
  return [
    ['date', new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC'],
    ['machine', `${cores.length} cores, ${cores[0].model.trim()}; ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB; ${os.type()} ${os.release()}`],
    ['load before', os.loadavg().map((load) => load.toFixed(1)).join(', ')],
    ['browser', `${await stage.browser.version()}; clock's step ${await stage.clockStep()} ms`],
    ['compiler', said('rustc', '--version')],
    ['CPython', said('python3', '--version').replace('Python ', '')],
    ['Node.js', process.version],
    ['native peers', crates(text('native/Cargo.lock'), ['async-executor', 'async-io', 'tokio', 'gemm-f32'])],
    ['npm peers', packages(JSON.parse(text('package.json')))],
  ];
}

/** Versions in a lock file of cargo's. @param {string} lock @param {string[]} names */
function crates(lock, names) {
  return names.map((name) => `${name} ${lock.match(`name = "${name}"\nversion = "(.+)"`)?.[1]}`).join(', ');
}

/** @param {{ dependencies: Record<string, string> }} manifest */
function packages({ dependencies }) {
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`).join(', ');
}
