/* The smallest page with threads, for those who came for the wasm. */

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { BROWSERS, PATIENCE, launch, open } from './support/browser.mjs';

const SOURCE = new URL('../../examples/threads/', import.meta.url);

test('the smallest page with threads has less than 100 lines', async () => {
  const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => readFile(`${parentPath}/${name}`, 'utf8'));
  const lines = (await Promise.all(files)).reduce((sum, text) => sum + text.split('\n').length - 1, 0);
  assert.ok(lines > 20 && lines < 100, `${lines} lines`);
});

for (const name of Object.keys(BROWSERS)) {
  test(`it counts primes on all threads, in ${name}`, async () => {
    const page = await open(await launch(name), process.env.EXAMPLE_URL, { ready: false });
    await page.waitForFunction(() => /\d/.test(document.querySelector('#answer').textContent), { timeout: PATIENCE });
    const answer = await page.$eval('#answer', (element) => element.textContent);
    const cores = await page.evaluate(() => navigator.hardwareConcurrency);
    assert.match(answer, new RegExp(`^${cores} threads counted 148933 primes in \\d+ ms\\.$`));
    assert.deepEqual(page.seen.errors, []);
  });
}
