/** The server behind `cargo xtask serve`. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { test } from 'node:test';
import { ISOLATED, PLAIN } from './support/browser.mjs';

/** @param {string} query */
const delay = (query) => fetch(`${ISOLATED}net/delay?${query}`);

const read = (/** @type {string} */ path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('every reply may share memory between threads, by the headers that other hosts are told to send', async () => {
  const told = [...(await read('www/_headers')).matchAll(/^ {2}(\S+): (\S+)$/gm)].map(([, name, value]) => ({ name, value }));
  assert.equal(told.length, 4);
  for (const path of ['', 'threads/playground.js', 'net/delay', 'no/such/file']) {
    const { headers } = await fetch(ISOLATED + path);
    for (const { name, value } of told) assert.equal(headers.get(name), value, path);
  }
  const snippets = (await read('README.md')).split('\n## Hosting it\n')[1].match(/^```[\s\S]*?^```/gm).slice(0, 4);
  assert.equal(snippets.length, 4);
  for (const { name, value } of told) {
    for (const snippet of snippets) assert.match(snippet, new RegExp(`${name}:? ${value}\\b`));
  }
});

test('a plain host sends no such header and knows no net/', async () => {
  const page = await fetch(PLAIN);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('cross-origin-embedder-policy'), null);
  assert.equal((await fetch(`${PLAIN}net/delay`)).status, 404);
  assert.equal((await fetch(new URL('/', PLAIN))).status, 404);
});

test('a file is sent once and then confirmed', async () => {
  const first = await fetch(`${ISOLATED}threads/playground_bg.wasm`);
  assert.equal(first.headers.get('content-type'), 'application/wasm');
  const tag = first.headers.get('etag') ?? assert.fail('no ETag');
  const second = await fetch(first.url, { headers: { 'If-None-Match': tag } });
  assert.equal(second.status, 304);
});

test('no path leads out of the site', async () => {
  for (const path of ['/../Cargo.toml', '/%2e%2e/Cargo.toml', '/threads/..%2f..%2f..%2fCargo.toml', '//etc/passwd']) {
    assert.match(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 404 /, path);
  }
});

test('a delayed reply has the status, the size and the content asked for', async () => {
  const reply = await delay('ms=20&bytes=70k&status=503');
  assert.equal(reply.status, 503);
  const text = await reply.text();
  assert.equal(text.length, 70_000);
  assert.ok(text.startsWith('abcdefghijklmnopqrstuvwxyzabc'));
  assert.equal(text[69_999], 'abcdefghijklmnopqrstuvwxyz'[69_999 % 26]);
});

test('a delayed reply comes by any method, and nothing else does', async () => {
  for (const where of ['net/delay?bytes=3', 'io/delay?bytes=3']) {
    const reply = await fetch(ISOLATED + where, { method: 'POST', body: 'something' });
    assert.equal(await reply.text(), 'abc', where);
  }
  const reply = await fetch(ISOLATED, { method: 'POST', body: 'something' });
  assert.deepEqual([reply.status, reply.headers.get('allow')], [405, 'GET, HEAD']);
});

test('delays run side by side, and take as long as they say', async () => {
  const started = performance.now();
  const replies = await Promise.all(Array.from({ length: 500 }, () => delay('ms=400')));
  const took = performance.now() - started;
  assert.ok(replies.every((reply) => reply.ok));
  assert.ok(took >= 400 && took < 20_000, `${took} ms for 500 delays of 400 ms`);
});

test('a failure closes the connection without a reply, and a seed repeats it', async () => {
  await assert.rejects(delay('fail=100'));
  /** @param {number} seed */
  const fails = (seed) => delay(`fail=50&seed=${seed}`).then(() => false, () => true);
  const seeds = Array.from({ length: 32 }, (_, seed) => seed);
  const [once, again] = [await Promise.all(seeds.map(fails)), await Promise.all(seeds.map(fails))];
  assert.deepEqual(once, again);
  assert.ok(once.includes(true) && once.includes(false));
});

test('a bad parameter is refused with a sentence', async () => {
  for (const query of ['ms=-1', 'ms=60001', 'status=99', 'bytes=65M', 'fail=101', 'seed=x', 'jitter=']) {
    const reply = await delay(query);
    assert.equal(reply.status, 400, query);
    assert.match(await reply.text(), /^net\/delay: \w+ has to be a whole number from \d+ to \d+, not “.*”\.$/m);
  }
});

/**
 * Sends bytes as they are; `fetch` would tidy the path.
 *
 * @param {string} request
 * @returns {Promise<string>}
 */
function raw(request) {
  const { hostname, port } = new URL(ISOLATED);
  return new Promise((resolve, reject) => {
    let reply = '';
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on('data', (data) => (reply += data)).on('end', () => resolve(reply)).on('error', reject);
  });
}
