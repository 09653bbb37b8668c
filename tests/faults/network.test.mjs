/* What servers and networks do to a fetch: each fault has one sentence, in every place where fetches are made. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { Readable } from 'node:stream';
import { before, describe, test } from 'node:test';

import { PATIENCE, open, run } from '../e2e/support/browser.mjs';
import { EACH, LIMIT, accounted, recovers, said } from './support/claims.mjs';

/** On the loop, on a thread for which the loop asks, and in a process. */
const MODELS = ['event-loop', 'threads', 'processes'];
const UNREACHABLE = /could not be reached: no network, an unknown host, a refused connection, bad TLS, or a server that does not let this page read it/;
const READABLE = { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/plain' };

/** Sends so many bytes, as fast as they are read. */
function pour(request, response, bytes) {
  response.writeHead(200, { ...READABLE, 'Content-Length': bytes });
  if (request.method === 'HEAD') return response.end();
  const chunk = Buffer.alloc(1 << 20);
  Readable.from((function* () {
    for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
  })()).pipe(response);
}

/**
 * Each fault: what the server does with a request, or which other URL is asked; how the step goes on after the URL; and
 * what becomes of its task.
 */
const FAULTS = [
  { fault: 'nobody listens', url: 'http://127.0.0.1:1/', state: 'failed', says: UNREACHABLE },
  { fault: 'a port that browsers refuse', url: 'http://127.0.0.1:6667/', state: 'failed', says: UNREACHABLE },
  { fault: 'a name that nobody has', url: 'http://nobody.invalid/', state: 'failed', says: UNREACHABLE },
  { fault: 'a connection that is reset', answer: (_, response) => response.socket.resetAndDestroy(), state: 'failed', says: UNREACHABLE },
  { fault: 'an answer that never comes', answer: () => {}, then: 'timeout 150ms', state: 'failed', says: /not done within its timeout of 150ms/ },
  { fault: 'an answer that never comes, to a task with a timeout', answer: () => {}, task: 'timeout 150ms', state: 'timed-out', says: /not done within its timeout of 150ms/ },
  {
    fault: 'a body that is cut off',
    answer: (_, response) => {
      response.writeHead(200, { ...READABLE, 'Content-Length': 1000 });
      response.write('x'.repeat(500));
      setTimeout(() => response.destroy(), 50);
    },
    state: 'failed',
    says: /broke off after 500 bytes/,
  },
  {
    fault: 'a chunked body that is cut off',
    answer: (_, response) => {
      response.writeHead(200, READABLE);
      response.write('x'.repeat(500));
      setTimeout(() => response.destroy(), 50);
    },
    state: 'failed',
    says: /broke off after 500 bytes/,
  },
  {
    fault: 'a length that is too small',
    answer: (request) => request.socket.end('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 3\r\nConnection: close\r\n\r\none two three'),
    then: '-> wordcount',
    state: 'done',
    value: 1,
  },
  {
    fault: 'two lengths',
    answer: (request) => request.socket.end('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde'),
    state: 'failed',
    says: UNREACHABLE,
  },
  { fault: 'what is no HTTP', answer: (request) => request.socket.end(Buffer.concat([Buffer.from('HTTP/1.1 '), randomBytes(2_000)])), state: 'failed', says: UNREACHABLE },
  {
    fault: 'a body that drips',
    answer: (_, response) => {
      response.writeHead(200, READABLE);
      let left = 20;
      const drip = setInterval(() => (response.write('a '), --left === 0 && (clearInterval(drip), response.end())), 10);
    },
    then: '-> wordcount',
    state: 'done',
    value: 20,
  },
  {
    fault: 'a body that drips for ever',
    answer: (_, response) => {
      response.writeHead(200, READABLE);
      const drip = setInterval(() => response.write('a'), 10);
      response.on('close', () => clearInterval(drip));
    },
    then: 'timeout 300ms',
    state: 'failed',
    says: /not done within its timeout/,
  },
  {
    fault: '10 MB of headers',
    answer: (request) => {
      request.socket.on('error', () => {});
      request.socket.write('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n');
      for (let i = 0; i < 10_000; i++) request.socket.write(`X-${i}: ${'x'.repeat(1_000)}\r\n`);
      request.socket.end('Content-Length: 0\r\n\r\n');
    },
    state: 'failed',
    says: UNREACHABLE,
  },
  { fault: 'a circle of redirects', answer: (request, response) => response.writeHead(302, { ...READABLE, Location: request.url }).end(), state: 'failed', says: UNREACHABLE },
  { fault: 'a redirect to what is no server', answer: (_, response) => response.writeHead(302, { ...READABLE, Location: 'data:text/plain,x' }).end(), state: 'failed', says: UNREACHABLE },
  { fault: 'HTTP 200 with garbage', answer: (_, response) => response.writeHead(200, { ...READABLE, 'Content-Type': 'text/html' }).end(randomBytes(100_000)), then: '-> links -> wordcount', state: 'done' },
  { fault: 'HTTP 200 with garbage to crawl', step: 'crawl', answer: (_, response) => response.writeHead(200, { ...READABLE, 'Content-Type': 'text/html' }).end(Buffer.concat([randomBytes(50_000), Buffer.from('<a href="//["><a href=javascript:alert(1)>')])), state: 'done', value: 1 },
  { fault: 'a gigabyte', answer: (request, response) => pour(request, response, 1 << 30), state: 'failed', says: /longer than 67108864 bytes, the most that one fetch reads; ask for less/ },
  { fault: 'a server that lets nobody read', answer: (_, response) => response.writeHead(200).end('secret'), state: 'failed', says: UNREACHABLE },
  { fault: 'a body in a coding that it is not in', answer: (_, response) => response.writeHead(200, { ...READABLE, 'Content-Encoding': 'gzip' }).end(randomBytes(1_000)), state: 'failed', says: /broke off after 0 bytes|could not be reached/ },
  { fault: 'HTTP 503 that asks for patience until the end of time', answer: (_, response) => response.writeHead(503, { ...READABLE, 'Retry-After': '18446744073709551615', 'Access-Control-Expose-Headers': 'Retry-After' }).end(), then: 'retry 3 timeout 200ms', state: 'failed', says: /not done within its timeout/ },
  { fault: 'HTTP 503 that asks for patience in words', answer: (_, response) => response.writeHead(503, { ...READABLE, 'Retry-After': 'Fri, 31 Dec 1999 23:59:59 GMT', 'Access-Control-Expose-Headers': 'Retry-After' }).end(), then: 'retry 2 backoff 1ms', state: 'failed', says: /answered HTTP 503/ },
];

/** A server of another origin; each path is a fault's number. */
async function faulty(t, answer) {
  const server = http.createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = () => {
    server.closeAllConnections();
    server.close();
  };
  t.after(end);
  return { url: `http://127.0.0.1:${server.address().port}/`, port: server.address().port, end };
}

for (const [name, start] of EACH) {
  describe(`the network, in ${name}`, () => {
    let page;

    before(async () => {
      page = await open(await start());
    });

    for (const { fault, url, answer, step = 'fetch', then = '', task = '', state, says, value } of FAULTS) {
      test(`${fault}: ${state === 'done' ? 'is read as it is' : 'is told in a sentence'}`, LIMIT, async (t) => {
        const address = url ?? (await faulty(t, answer)).url;
        const workload = `a ${task}: ${step} ${address} ${then}\nb: sleep 1ms`;
        const models = accounted(await run(page, { workload, models: MODELS }));
        for (const [id, { tasks, error }] of Object.entries(models)) {
          assert.equal(error, undefined, id);
          assert.equal(tasks[0].state, state, `${id}: ${JSON.stringify(tasks[0])}`);
          if (says) assert.match(tasks[0].error, says, id);
          if (value !== undefined) assert.equal(tasks[0].value, value, id);
          assert.equal(tasks[1].state, 'done', `${id}: the other goes on`);
        }
        if (says) assert.match(await said(page, '#results'), says, 'and the page shows it');
        await recovers(page);
      });
    }

    test('an answer that never comes can be stopped', LIMIT, async (t) => {
      const { url } = await faulty(t, () => {});
      const running = run(page, { workload: `9 x a: fetch ${url}`, models: MODELS });
      await page.waitForFunction(() => globalThis.playground.trace().models[0]?.length >= 9, { timeout: PATIENCE });
      await page.click('#stop');
      const result = await running;
      assert.equal(result.stopped, true);
      assert.deepEqual(Object.values(accounted(result)).map(({ counts }) => counts.cancelled + counts.skipped), [9]);
      await recovers(page);
    });

    test('a network that goes in the middle of a run and comes back: who retries gets through, who does not is told', LIMIT, async (t) => {
      let isGone = false;
      const waiting = new Set();
      const { url } = await faulty(t, (request, response) => {
        if (isGone) return response.socket.resetAndDestroy();
        if (request.url !== '/held') return response.writeHead(200, READABLE).end('one two');
        waiting.add(response);
      });
      const running = run(page, { workload: `4 x held: fetch ${url}held\n4 x again: sleep 200ms -> fetch ${url} retry 20 backoff 20ms -> wordcount`, models: ['event-loop'] });
      while (waiting.size < 4) await new Promise((resolve) => setTimeout(resolve, 5));
      isGone = true;
      for (const response of waiting) response.socket.resetAndDestroy();
      await page.waitForFunction(() => {
        const [{ columns, length }] = globalThis.playground.trace().models;
        const backoff = globalThis.playground.describe().kinds.find(({ word }) => word === 'backoff').id;
        return columns.kind.subarray(0, length).includes(backoff);
      }, { timeout: PATIENCE });
      isGone = false;
      const { tasks } = accounted(await running)['event-loop'];
      assert.deepEqual(tasks.map(({ state }) => state), [...Array(4).fill('failed'), ...Array(4).fill('done')], JSON.stringify(tasks));
      await recovers(page);
    });
  });
}
