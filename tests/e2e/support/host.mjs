/* A host with faults, for what a site must survive. */

import http from 'node:http';

import { PLAIN } from './browser.mjs';

/**
 * Serves the built site, with isolation headers unless told otherwise, until the test ends.
 *
 * @param {(path: string, headers: http.IncomingHttpHeaders) => { status: number, body: string, type?: string } | 'gone' | ((response: http.ServerResponse) => void) | undefined} fault
 *   What is answered instead for a path; `gone` is a host that cannot be reached, a function answers by itself.
 * @returns {Promise<string>} The site's URL.
 */
export async function host(t, fault, { isolated = true } = {}) {
  const server = http.createServer(async (request, response) => {
    const path = request.url.slice(1);
    const answer = (await fault(path, request.headers)) ?? (await original(path));
    if (answer === 'gone') return request.destroy();
    if (typeof answer === 'function') return answer(response);
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    response.writeHead(answer.status, { 'Content-Type': answer.type ?? 'text/plain' });
    response.end(answer.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

/** What the built site has there. */
export async function original(path) {
  const reply = await fetch(PLAIN + path);
  return { status: reply.status, type: reply.headers.get('content-type'), body: Buffer.from(await reply.arrayBuffer()) };
}
