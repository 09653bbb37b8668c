/* A set-up in a link: written, read, and refused at the door; the address follows it, and Back brings it back. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';

import { readLink, writeLink } from '../../www/view/link.js';
import { BROWSERS, ISOLATED, PATIENCE, launch, open } from './support/browser.mjs';

const packed = (text) => `v=1&z=${deflateRawSync(text).toString('base64url')}`;

describe('links', () => {
  const SETUPS = [
    { text: '', models: [], workers: '' },
    { text: '3 x fetch_data: sleep 1s\n', models: ['event-loop', 'sequential'], workers: '' },
    { text: 'a: sleep 1s', models: ['event-loop'], workers: '2', repeat: '5' },
    { text: 'a: fetch io/delay?ms=1&i={i} # é 🦀 %41+&m=x&w=', models: ['event-loop'], workers: '64' },
    { text: '100 x user poisson 20/s: fetch io/delay?ms=80 -> sleep 10ms\n'.repeat(200), models: ['event-loop'], workers: '2' },
  ];

  test('what is written is read again, whatever its characters and length', async () => {
    for (const setup of SETUPS) assert.deepEqual(await readLink(`#${await writeLink(setup)}`), { setup });
  });

  test('a number of workers that is none is not written', async () => {
    for (const workers of ['2.5', '-1', '1e3', '1000']) {
      assert.equal(await writeLink({ text: 'a', models: ['threads'], workers, repeat: workers }), 'v=1&w=a&m=threads');
    }
  });

  test('a short link can be read by people, a long one is packed', async () => {
    assert.equal(await writeLink(SETUPS[1]), 'v=1&w=3+x+fetch_data:+sleep+1s%0A&m=event-loop,sequential');
    const long = await writeLink(SETUPS[4]);
    assert.match(long, /^v=1&z=[\w-]+$/);
    assert.ok(long.length < SETUPS[4].text.length / 20, `${long.length} characters`);
  });

  test('links of the first version stay readable', async () => {
    const setup = { text: 'a: sleep 1s', models: ['sequential'], workers: '3' };
    for (const fragment of ['#v=1&w=a%3A+sleep+1s&m=sequential&k=3', '#v=1&z=K7dNtNIuzklNLdA2LFbLtS1OLSxNzSvJTMxRy7Y1BgA', '#v=1&w=a:%20sleep%201s&m=sequential&k=3&later=yes']) {
      assert.deepEqual(await readLink(fragment), { setup }, fragment);
    }
  });

  test('what is no link of ours is left alone', async () => {
    for (const fragment of ['', '#', '#results', '#w=a', '#__proto__']) assert.equal(await readLink(fragment), null);
  });

  const REFUSED = [
    ['a later version', 'v=2&w=a', /another version/],
    ['no workload', 'v=1&m=event-loop', /no workload/],
    ['a workload in a property of all objects', 'v=1&__proto__=a&constructor=b', /no workload/],
    ['code that is no base64', 'v=1&z=%%%', /cut off or was changed/],
    ['code that is cut off', `${packed('w=' + 'abc'.repeat(1_000))}`.slice(0, 20), /cut off or was changed/],
    ['code that is no text', `v=1&z=${deflateRawSync(Buffer.from([0xff, 0xfe])).toString('base64url')}`, /cut off or was changed/],
    ['code that unpacks to far too much', packed(`w=${'x'.repeat(1 << 26)}`), /too long/],
    ['a megabyte', `v=1&w=${'x'.repeat(1 << 20)}`, /too long/],
    ['workers that are none', 'v=1&w=a&k=-1', /workers/],
    ['repeats that are none', 'v=1&w=a&r=1e9', /repeats/],
    ['a thousand models', `v=1&w=a&m=${'x,'.repeat(1_000)}`, /too many models/],
  ];
  for (const [what, fragment, why] of REFUSED) {
    test(`${what} is refused with a sentence`, async () => {
      const read = await readLink(fragment);
      assert.match(read.problem, why);
      assert.match(read.problem, /The page opens as it does without a link\.$/);
    });
  }
});

for (const name of Object.keys(BROWSERS)) {
  describe(`links, in ${name}`, () => {
    let browser;

    before(async () => {
      browser = await launch(name);
    });

    const ready = async (fragment, url = ISOLATED) => {
      const page = await open(browser, url + fragment);
      await page.waitForSelector('#run[aria-disabled=false]');
      return page;
    };
    const setup = (page) =>
      page.evaluate(() => ({
        text: document.querySelector('#workload').value,
        models: [...document.querySelectorAll('input[name=model]:checked')].map((box) => box.value),
        workers: document.querySelector('#workers').value,
      }));
    const until = (page, condition, ...args) => page.waitForFunction(condition, { timeout: PATIENCE }, ...args);
    const write = (page, text) =>
      page.$eval('#workload', (area, text) => {
        area.value = text;
        area.dispatchEvent(new Event('input', { bubbles: true }));
      }, text);
    const TWO = { text: 'a: sleep 20ms\nb: sleep 10ms', models: ['sequential'], workers: '1' };

    test('a link opens the page with its set-up, starts nothing, and does not replace what is one\'s own', async () => {
      const page = await ready(`#${await writeLink(TWO)}`);
      await until(page, () => document.querySelector('#workload-tasks').innerText === '2 tasks');
      assert.deepEqual(await setup(page), TWO);
      assert.equal(await page.evaluate(() => globalThis.playground.trace().models.length), 0);
      assert.equal(await page.$eval('#results', (results) => results.hidden), true);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    });

    test('a visit without a link leaves the address alone until something is changed', async () => {
      const page = await ready('');
      assert.equal(await page.evaluate(() => location.hash), '');
      await write(page, 'c: sleep 1ms');
      await until(page, () => location.hash.startsWith('#v=1&w=c:+sleep+1ms'));
    });

    test('Back goes from set-up to set-up, Forward too, and a reload keeps it', async () => {
      const page = await ready('');
      const first = await setup(page);
      for (const text of ['d: sleep 1ms', 'd: sleep 2ms']) {
        await write(page, text);
        await until(page, (text) => location.hash.includes(text.replaceAll(' ', '+')), text);
      }
      await page.click('#run');
      await until(page, () => document.querySelector('#status').innerText.startsWith('Done.'));
      await page.click('#lessons');
      await page.click('#lesson-list [data-lesson=loop-and-cpu]');
      await until(page, () => location.hash.includes('mandelbrot'));
      const texts = [];
      for (const move of ['back', 'back', 'forward']) {
        const before = await page.$eval('#workload', (area) => area.value);
        await page.evaluate((move) => history[move](), move);
        await until(page, (before) => document.querySelector('#workload').value !== before, before);
        texts.push(await page.$eval('#workload', (area) => area.value));
      }
      assert.deepEqual(texts, ['d: sleep 2ms', first.text, 'd: sleep 2ms'], 'what was typed on the way is no step of its own');
      await page.reload();
      await page.waitForSelector('#run[aria-disabled=false]');
      assert.equal(await page.$eval('#workload', (area) => area.value), 'd: sleep 2ms');
    });

    test('a broken link gives the page without it, and a sentence', async () => {
      const page = await ready('#v=1&z=AAAA');
      assert.match(await page.$eval('#notices', (notices) => notices.innerText), /The set-up in this link cannot be read/);
      assert.match((await setup(page)).text, /^3 x fetch_data: sleep 1s\n/);
    });

    test('a model that the page does not know is named, as text', async () => {
      const page = await ready(`#${await writeLink({ ...TWO, models: ['<img src=x onerror=alert(1)>', '__proto__'] })}`);
      assert.match(await page.$eval('#notices', (notices) => notices.innerText), /knows no model “<img src=x onerror=alert\(1\)>”, “__proto__”/);
      assert.equal(await page.$('img'), null);
      assert.deepEqual((await setup(page)).models, []);
    });

    test('Copy link copies the address, or says where it is', async () => {
      const page = await ready('');
      await page.evaluate(() => {
        globalThis.copied = [];
        navigator.clipboard.writeText = async (text) => {
          if (globalThis.copied.push(text) === 2) throw new Error('not allowed');
        };
      });
      await page.click('#copy-link');
      await until(page, () => document.querySelector('#status').innerText.startsWith('The link is copied.'));
      const [copied] = await page.evaluate(() => globalThis.copied);
      assert.deepEqual(await readLink(new URL(copied).hash), { setup: { ...(await setup(page)), lesson: 'waiting-and-computing' } });
      await page.click('#copy-link');
      await until(page, () => document.querySelector('#status').innerText.includes('not allowed'));
      assert.match(await page.$eval('#status', (status) => status.innerText), /the link is in the address bar/);
    });
  });
}
