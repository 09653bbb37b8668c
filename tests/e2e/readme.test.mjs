/* What the README tells hosts is what the playground's own server does. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { ISOLATED, PLAIN } from './support/browser.mjs';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const hosting = readme.slice(readme.indexOf('\n## Hosting it'), readme.indexOf('\n## For everybody'));

/** The headers in a block of code, by name, as they are set in some host's language. */
const headersIn = (block) => Object.fromEntries([...block.matchAll(/(Cross-Origin-[\w-]+)[: ]+([\w-]+)/g)].map(([, name, value]) => [name, value]));

test('the headers in every snippet are those that the project\'s own server sends', async () => {
  const { headers } = await fetch(ISOLATED);
  const blocks = hosting.split('```').filter((block, i) => i % 2 === 1 && block.includes('Cross-Origin-'));
  assert.equal(blocks.length, 4, 'in plain words, for nginx, for Apache, for Netlify and Cloudflare');
  for (const block of blocks) {
    const named = headersIn(block);
    assert.equal(Object.keys(named).length, 3, block);
    for (const [name, value] of Object.entries(named)) assert.equal(value, headers.get(name), block);
  }
});

test('the site brings the file that Netlify and Cloudflare read, as it stands in the README', async () => {
  const file = await (await fetch(`${PLAIN}_headers`)).text();
  assert.ok(hosting.includes(`\`\`\`\n${file}\`\`\``));
});
