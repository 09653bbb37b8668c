/* Any fragment of a link, and any query of io/delay, is answered: read, or refused with a sentence. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import { deflateRawSync } from 'node:zlib';

import { mulberry32 } from '../../www/random.js';
import { readLink, writeLink } from '../../www/view/link.js';
import { original } from './support/host.mjs';

const INPUTS = Number(process.env.ANY_INPUTS ?? 2_000);

/** Pieces of what is right, and what is none of it. */
const PIECES = [
  'v=1', 'v=2', '&', '=', 'w=', 'm=', 'k=', 'z=', 'a:+sleep+1s', 'event-loop', ',', '%', '%41', '%C3', '%E2%82%AC', '+', '#', '__proto__', 'constructor', '[]',
  'ms=', 'jitter=', 'bytes=', 'status=', 'fail=', 'seed=', '0', '1', '20', '204', '503', '99999999999', '-1', '1e3', '0x1f', '64M', '20k', 'k', ' ', '\u0000', '🦀', '\ud800', 'é', ';', '?', '/', '<b>',
];

function* inputs(seed) {
  const next = mulberry32(seed);
  const below = (n) => Math.floor(next() * n);
  for (let i = 0; i < INPUTS; i++) yield [Array.from({ length: below(14) }, () => PIECES[below(PIECES.length)]).join(''), below];
}

describe('any input', () => {
  test(`${INPUTS} fragments are read, refused with a sentence, or none of ours; what is read is written and read back`, async () => {
    let read = 0;
    for (const [text, below] of inputs(1)) {
      const bytes = deflateRawSync(`w=${text}&m=event-loop`);
      // One in three is packed, and one in two of those is broken on its way.
      if (below(6) === 0) bytes[below(bytes.length)] ^= 1 << below(8);
      const fragment = below(3) === 0 ? `v=1&z=${bytes.toString('base64url')}` : `v=1&${text}`;
      const link = await readLink(fragment);
      if ('problem' in link) assert.match(link.problem, /^The set-up in this link cannot be read: .+\. The page opens as it does without a link\.$/);
      else {
        read += 1;
        assert.equal(typeof link.setup.text, 'string');
        assert.match(link.setup.workers, /^\d{0,3}$/);
        assert.deepEqual(await readLink(await writeLink(link.setup)), { setup: { ...link.setup, text: link.setup.text.toWellFormed() } });
      }
      const bare = await readLink(text);
      assert.ok(bare === null || text.replace(/^#/, '').startsWith('v='));
    }
    assert.ok(read > INPUTS / 10, `${read} were read`);
  });

  test('a query of io/delay is read as the table says', async () => {
    const ask = await serviceWorker();
    for (const { query, ms, status, bytes, fails, refused } of JSON.parse(await readFile(new URL('../delay/table.json', import.meta.url), 'utf8'))) {
      const { response, waited } = await ask(query);
      if (refused !== undefined) {
        assert.match(await response.text(), new RegExp(`^io/delay: ${refused} has to be a whole number from `), query);
        assert.deepEqual([response.status, waited], [400, []], query);
      } else {
        assert.deepEqual([response.type === 'error', waited], [fails, [ms]], query);
        if (!fails) assert.deepEqual([response.status, (await response.arrayBuffer()).byteLength], [status, bytes], query);
      }
    }
  });

  test(`${INPUTS} queries of io/delay have an answer of the size and status asked for, a failure, or a sentence`, async () => {
    const ask = await serviceWorker();
    const answers = { fails: 0, refused: 0, given: 0 };
    for (const [pieces, below] of inputs(2)) {
      const of = (...list) => list[below(list.length)];
      const pair = () => `${of('ms', 'jitter', 'bytes', 'status', 'fail', 'seed')}=${of('0', '1', '7', '100', '204', '503', '599', '20k', '64M', pieces)}`;
      const query = of(pieces, pair(), `${pair()}&${pair()}`, `${pair()}&${pieces}&${pair()}`);
      const { response, url } = await ask(query);
      const text = Number(response.headers.get('content-length')) > 1_000_000 ? '' : await response.text();
      if (response.type === 'error') answers.fails += 1;
      else if (response.headers.get('content-length') === null && response.status === 400) {
        answers.refused += 1;
        assert.match(text, /^io\/delay: \w+ has to be a whole number from \d+ to \d+, not “.{0,40}”\.\n$/s, query);
      } else {
        answers.given += 1;
        const wanted = Number(url.searchParams.get('status') ?? 200);
        assert.equal(response.status, wanted, query);
        if (text !== '') assert.equal(text.length, Number(response.headers.get('content-length')), query);
      }
    }
    for (const [kind, count] of Object.entries(answers)) assert.ok(count > 0, `${kind}: ${count}`);
  });
});

/** The service worker, here in Node, where time is of no interest: what it answers to a query, and how long it would have waited. */
async function serviceWorker() {
  const listeners = {};
  let waited = [];
  const worker = {
    registration: { scope: 'https://example.invalid/', active: null }, clients: { claim() {} }, skipWaiting() {},
    addEventListener: (type, listener) => (listeners[type] = listener),
    setTimeout: (callback, ms) => {
      waited.push(ms);
      queueMicrotask(callback);
    },
    clearTimeout() {},
    URL, Headers, Response, ReadableStream, Uint8Array, caches: {},
  };
  vm.runInNewContext(String((await original('sw.js')).body), worker);
  return async (query) => {
    const url = new URL(`https://example.invalid/io/delay?${query}`);
    waited = [];
    let answer;
    listeners.fetch({ request: { url: url.href, method: 'GET', destination: '', signal: new AbortController().signal }, respondWith: (response) => (answer = response) });
    return { response: await answer, waited, url };
  };
}
