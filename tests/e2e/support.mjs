/** What the end-to-end tests share. `cargo xtask test` sets the environment. */

import { createRequire } from 'node:module';

/** @param {string} name */
function given(name) {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run \`cargo xtask test --only e2e\``);
  return value;
}

const require = createRequire(`${given('NODE_MODULES')}/`);
const { chromium } = require('playwright-core');

/** The page on a server that sends the isolation headers and answers net/delay. */
export const isolatedUrl = given('PLAYGROUND_URL');

/** The page as `dist` makes it, under a sub-path of a server that sends no headers. */
export const plainUrl = given('PLAYGROUND_PLAIN_URL');

/** Real Chromium, headless, that asks nobody but the servers of the tests. */
export function launchChromium() {
  return chromium.launch({
    executablePath: given('CHROMIUM'),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/**
 * All that a page complains of: console errors, uncaught errors, failed requests.
 *
 * @param {import('playwright-core').Page} page
 */
export function complaintsOf(page) {
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  return complaints;
}
