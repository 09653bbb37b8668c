/*
 * Has Lighthouse look at the built site, on a host like those of the README: with its headers, and compressing.
 *
 *   node run.mjs FOLDER REPORTS
 */

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const { CHROMIUM, NODE_MODULES } = process.env;
const [folder, reports] = process.argv.slice(2);
const { resolve } = createRequire(`${NODE_MODULES}/`);
const { default: lighthouse, desktopConfig, generateReport } = await import(resolve('lighthouse'));
const { launch } = await import(resolve('chrome-launcher'));

/** The least that each category has to come to, in hundredths. */
const LEAST = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };

/** As Lighthouse sees a page by itself: a phone on a slow network; and a desktop. */
const FORMS = { phone: undefined, desktop: desktopConfig };

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.wasm': 'application/wasm' };

const headers = Object.fromEntries(
  [...(await readFile(path.join(folder, '_headers'), 'utf8')).matchAll(/^ +([\w-]+): (.*)$/gm)].map(([, name, value]) => [name, value]),
);

/** As a host has them: compressed once. It takes seconds at their best, and none is to be waited for. */
const files = new Map();
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  if (entry.isFile()) files.set(`/${path.relative(folder, file).split(path.sep).join('/')}`, brotliCompressSync(await readFile(file)));
}

const host = http.createServer((request, response) => {
  const name = new URL(request.url, 'http://host').pathname.replace(/\/$/, '/index.html');
  const body = files.get(name);
  if (body === undefined) return response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.');
  const type = TYPES[path.extname(name)] ?? 'text/plain; charset=utf-8';
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Encoding': 'br', 'Cache-Control': 'no-cache' }).end(body);
});
await new Promise((listening) => host.listen(0, '127.0.0.1', listening));

const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
let holds = true;
try {
  await mkdir(reports, { recursive: true });
  for (const [form, config] of Object.entries(FORMS)) {
    const options = { port: chrome.port, output: 'json', logLevel: 'error', onlyCategories: Object.keys(LEAST) };
    const { lhr } = await lighthouse(`http://127.0.0.1:${host.address().port}/`, options, config);
    await writeFile(path.join(reports, `${form}.html`), generateReport(lhr, 'html'));
    if (lhr.runtimeError !== undefined) throw new Error(lhr.runtimeError.message);
    holds = tell(form, lhr) && holds;
  }
} finally {
  chrome.kill();
  host.close();
}
console.log(`The reports are in ${reports}.`);
process.exit(holds ? 0 : 1);

/** Prints what it came to, and what was found; says whether it is enough. */
function tell(form, { audits, categories }) {
  const scores = Object.entries(LEAST).map(([id, least]) => ({ id, least, score: Math.round(categories[id].score * 100) }));
  const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];
  console.log(`${form}: ${scores.map(({ id, score }) => `${id} ${score}`).join(', ')}`);
  console.log(`  ${times.map((id) => `${audits[id].title} ${audits[id].displayValue}`).join(', ')}`);
  for (const { id } of scores) {
    for (const { id: audit, weight } of categories[id].auditRefs) {
      const { score, title, displayValue = '' } = audits[audit];
      if (weight > 0 && score !== null && score < 0.9) console.log(`  ${id}: ${title} ${displayValue}`);
    }
  }
  return scores.every(({ score, least }) => score >= least);
}
