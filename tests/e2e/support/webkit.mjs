/* WebKitGTK, driven over WebDriver: puppeteer does not speak to it. It has no headless mode, so it gets a screen in memory. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { after } from 'node:test';

import { PATIENCE } from './browser.mjs';

const { SCREENSHOTS, WEBKIT_DRIVER, XVFB } = process.env;

/** Why nothing is tested in WebKitGTK here, for a test's `skip`; `false` if it can be. */
export const MISSING = WEBKIT_DRIVER && XVFB ? false : 'WebKitGTK is not on this machine';

/** The key under which WebDriver names an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Ends the sessions, whose browsers are not this process's children. */
const sessions = [];
after(() => Promise.all(sessions.map((end) => end())));

/** Drivers and screens, which would outlive a test that is ended: without its screen a browser ends. */
const programs = [];
process.once('SIGTERM', () => process.exit(1));
process.once('exit', () => {
  for (const program of programs) program.kill();
});

/**
 * Opens a page in a WebKitGTK of its own, which keeps nothing and ends with the test file.
 *
 * @param {string} url
 * @param {{ sharedMemory: boolean }} options WebKitGTK shares memory between threads only if told to in its environment.
 */
export async function openInWebKit(url, { sharedMemory }) {
  const screen = spawn(XVFB, ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  programs.push(screen);
  const [number] = await once(screen.stdio[3], 'data');
  const port = await freePort();
  const env = { ...process.env, DISPLAY: `:${String(number).trim()}`, JSC_useSharedArrayBuffer: sharedMemory ? '1' : '0' };
  const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], { env, stdio: 'ignore' });
  programs.push(driver);
  const ask = asker(`http://127.0.0.1:${port}`);
  await ready(ask, driver);
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: { timeouts: { script: PATIENCE, pageLoad: PATIENCE } } } });
  sessions.push(() => ask('DELETE', `/session/${sessionId}`));
  const page = createPage((method, command, body) => ask(method, `/session/${sessionId}${command}`, body));
  await page.goto(url);
  return page;
}

/** @param {(method: string, command: string, body?: object) => Promise<any>} ask */
function createPage(ask) {
  // Answers travel as one text that the page keeps: under load the driver now and then cannot read what the page gave it.
  const evaluate = async (body, args) => {
    const script = `const done = arguments[arguments.length - 1];
      delete globalThis.answer;
      (async () => { ${body} })()
        .then((value) => ({ value }), (error) => ({ error: String(error) }))
        .then((answer) => done(globalThis.answer = JSON.stringify(answer)));`;
    const text = await ask('POST', '/execute/async', { script, args }).catch((error) => {
      if (!error.message.includes('Could not parse script result')) throw error;
      return ask('POST', '/execute/sync', { script: 'return globalThis.answer;', args: [] });
    });
    const { value, error } = JSON.parse(text);
    if (error !== undefined) throw new Error(error);
    return value;
  };

  return {
    goto: (url) => ask('POST', '/url', { url }),

    /** What the function, which is run in the page, comes to. */
    evaluate: (work, ...args) => evaluate(`return (${work})(...arguments);`, args),

    /** Waits until the function, which is run in the page, comes to something true. */
    waitForFunction: (condition, ...args) =>
      evaluate(`while (!(await (${condition})(...arguments))) await new Promise((resolve) => setTimeout(resolve, 20));`, args),

    /** Clicks as a person does: at the middle of what is to be seen. */
    async click(selector) {
      const { [ELEMENT]: id } = await ask('POST', '/element', { using: 'css selector', value: selector });
      await ask('POST', `/element/${id}/click`, {});
    },

    /** Takes a picture for people to look at. */
    async picture(name) {
      if (!SCREENSHOTS) return;
      await mkdir(SCREENSHOTS, { recursive: true });
      await writeFile(path.join(SCREENSHOTS, `${name}.png`), Buffer.from(await ask('GET', '/screenshot'), 'base64'));
    },
  };
}

/** @param {string} host */
function asker(host) {
  return async (method, command, body) => {
    const reply = await fetch(host + command, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(4 * PATIENCE) });
    const { value } = await reply.json();
    if (!reply.ok) throw new Error(`${command}: ${value.error}: ${value.message}`);
    return value;
  };
}

/** Waits until the driver answers. */
async function ready(ask, driver) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const answer = await ask('GET', '/status').catch((error) => error);
    if (answer.ready) return;
    if (driver.exitCode !== null || performance.now() > deadline) throw new Error('WebKitGTK\'s driver did not start', { cause: answer });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A port that nobody listens on: the driver does not choose one. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
