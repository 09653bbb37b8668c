/* A host of files that notes what it was asked for: what a page needs to load is what its browser asks for. */

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json', '.zip': 'application/zip' };

/** The host of one folder, with the headers that isolate a page. */
export class Host {
  /** @param {string} folder @param {Record<string, string>} [pages] Pages beside the files, by name. */
  static async start(folder, pages = {}) {
    const host = new Host();
    host.server = http.createServer((request, response) => host.answer(folder, pages, request, response));
    await new Promise((resolve) => host.server.listen(0, '127.0.0.1', resolve));
    host.url = `http://127.0.0.1:${host.server.address().port}/`;
    return host;
  }

  /** The files asked for since this was last emptied, by name. @type {Map<string, Buffer>} */
  asked = new Map();

  async answer(folder, pages, request, response) {
    const name = new URL(request.url, this.url).pathname.slice(1) || 'index.html';
    try {
      const body = name in pages ? Buffer.from(pages[name]) : await readFile(path.join(folder, path.normalize(`/${name}`)));
      this.asked.set(name, body);
      response.writeHead(200, {
        'Content-Type': TYPES[path.extname(name)] ?? 'application/octet-stream',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  /** Bytes of all that was asked for, each file compressed by brotli. */
  compressed() {
    return [...this.asked].reduce((sum, [name, body]) => sum + compressedSize(name, body), 0);
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const LARGE = 4 << 20;

/** Compressing megabytes takes long: once for each file. @type {Map<string, number>} */
const known = new Map();

function compressedSize(name, body) {
  if (path.extname(name) === '.zip') return body.length;
  const key = `${name} ${body.length}`;
  // At its best it needs a minute for the peer that is megabytes, and for that the best is some per cent less.
  const quality = body.length > LARGE ? 9 : constants.BROTLI_MAX_QUALITY;
  const size = known.get(key) ?? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;
  known.set(key, size);
  return size;
}
