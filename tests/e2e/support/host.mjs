/* A static host with faults, for what a site must survive. */

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

/**
 * Serves a folder with isolation headers until the test ends; what `fault` returns for a path is answered instead.
 *
 * @param {(path: string) => { status: number, body?: string, type?: string } | undefined} fault
 * @returns {Promise<string>} Its URL.
 */
export async function host(t, folder, fault = () => undefined, headers = true) {
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://host');
    const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    if (headers) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    const answer = fault(name) ?? (await read(path.join(folder, name)));
    response.writeHead(answer.status, { 'Content-Type': answer.type ?? TYPES[path.extname(name)] ?? 'application/octet-stream' });
    response.end(answer.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

async function read(file) {
  try {
    return { status: 200, body: await readFile(file) };
  } catch {
    return { status: 404, body: 'There is no such file.' };
  }
}
