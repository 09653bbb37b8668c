/** The page opens and can share memory, wherever it comes from. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaintsOf, isolatedUrl, launchChromium, plainUrl } from './support.mjs';

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser.close());

for (const [host, url] of [['the server of this project', isolatedUrl], ['a plain host', plainUrl]]) {
  test(`on ${host} the page is isolated, ready and without complaint`, async () => {
    const page = await browser.newPage();
    const complaints = complaintsOf(page);
    await page.goto(url);
    await page.waitForFunction(() => globalThis.crossOriginIsolated && 'playground' in globalThis);
    const environment = await page.evaluate(async () => {
      await globalThis.playground.ready;
      return globalThis.playground.environment;
    });
    assert.equal(environment.build, 'threads', environment.why);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}
