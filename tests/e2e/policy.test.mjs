/* What the page refuses to run, whoever wrote it; and what strangers write stays text. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import http from 'node:http';
import { before, describe, test } from 'node:test';

import { writeLink } from '../../www/view/link.js';
import { BROWSERS, PATIENCE, PLAIN, launch, open, run } from './support/browser.mjs';

for (const name of Object.keys(BROWSERS)) {
  describe(`the security policy, in ${name}`, () => {
    let browser;
    let page;

    before(async () => {
      browser = await launch(name);
      // A plain static host: nothing but the page itself states it.
      page = await open(browser, PLAIN);
      await page.waitForSelector('#run[aria-disabled=false]');
    });

    /** Adds an element, waits until the policy has said what it thinks of it, and tells. */
    const added = (tag, attributes, text = '') =>
      page.evaluate(
        async (tag, attributes, text) => {
          const violation = new Promise((resolve) => {
            document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective), { once: true });
          });
          const element = document.createElement(tag);
          for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
          element.textContent = text;
          document.body.append(element);
          const directive = await violation;
          element.remove();
          return directive;
        },
        tag,
        attributes,
        text,
      );

    test('scripts and styles within markup are refused, and so are those of others', async () => {
      assert.equal(await added('script', {}, 'globalThis.pwned = 1'), 'script-src-elem');
      assert.equal(await added('script', { src: 'https://example.invalid/x.js' }), 'script-src-elem');
      assert.equal(await added('style', {}, 'body { color: red }'), 'style-src-elem');
      assert.equal(await added('p', { style: 'color: red' }), 'style-src-attr');
      assert.equal(await added('img', { src: 'https://example.invalid/x.png' }), 'img-src');
      assert.equal(await added('iframe', { src: 'https://example.invalid/' }), 'frame-src');
      assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
    });

    test('text is never run as a program', async () => {
      const outcome = await page.evaluate(() => {
        const button = document.createElement('button');
        button.setAttribute('onclick', 'globalThis.pwned = 1');
        document.body.append(button);
        button.click();
        button.remove();
        return globalThis.pwned;
      });
      assert.equal(outcome, undefined);
      const script = await page.$eval('meta[http-equiv=Content-Security-Policy]', (meta) => /script-src ([^;]*)/.exec(meta.content)[1]);
      const [own, ...others] = await page.$$eval('script:not([src])', (scripts) => scripts.map((script) => script.textContent));
      assert.deepEqual(others, []);
      assert.equal(script, `'self' 'sha256-${createHash('sha256').update(own).digest('base64')}' 'wasm-unsafe-eval'`);
    });

    test('the page itself needs nothing that it refuses', async () => {
      const quiet = await open(browser, PLAIN);
      await quiet.waitForSelector('#run[aria-disabled=false]');
      await quiet.click('#run');
      await quiet.waitForSelector('.cm-editor');
      await quiet.waitForSelector('#results:not([hidden])');
      const looks = await quiet.$eval('.cm-scroller', (scroller) => getComputedStyle(scroller).display);
      assert.equal(looks, 'flex', 'CodeMirror has its styles');
      const { models } = await run(quiet, { workload: 'a: primes 1k\nb: mandelbrot 64\nc: crawl pages/index.html', models: ['event-loop', 'event-loop-pool'] });
      for (const { counts } of Object.values(models)) assert.equal(counts.done, 3);
      assert.deepEqual(quiet.seen.errors, []);
    });

    test('a URL that somebody typed is fetched, wherever it is', async (t) => {
      const server = http.createServer((_, response) => {
        response.setHeader('Access-Control-Allow-Origin', '*');
        response.end('<script>globalThis.pwned = 1</script>');
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      t.after(() => server.close());
      const { models } = await run(page, { workload: `a: fetch http://127.0.0.1:${server.address().port}/ -> wordcount`, models: ['event-loop'] });
      assert.equal(models['event-loop'].counts.done, 1, models['event-loop'].tasks[0].error);
    });

    test('names, steps, URLs and answers of strangers stay text wherever they are shown', async () => {
      const markup = '<img src=x onerror=globalThis.pwned=1>';
      const text = [
        `a: fetch io/<b>delay</b>?ms=1&x=${markup.replaceAll(' ', '/')} timeout 5s`,
        `b: fail "${markup}<script>globalThis.pwned=1</script>"`,
        `c: fetch io/delay?ms=1&status=${encodeURIComponent('<i>')}`,
        'd: put <u>Q</u>',
      ].join('\n');
      const hostile = await open(browser, `${PLAIN}#${await writeLink({ text, models: ['event-loop', markup], workers: '' })}`);
      await hostile.waitForFunction(() => /mistake/.test(document.querySelector('#workload-tasks').innerText), { timeout: PATIENCE });
      const markupOf = () =>
        hostile.evaluate(() => [...document.querySelectorAll('main :is(img, script, b, i, u), #notices :is(img, script, b, i, u)')].map((element) => element.outerHTML));
      assert.deepEqual(await markupOf(), []);
      await hostile.evaluate((text) => globalThis.playground.run({ workload: text, models: ['event-loop'] }), text.split('\n')[1]);
      await hostile.waitForFunction(() => document.querySelector('#results').innerText.includes('onerror=globalThis.pwned=1'), { timeout: PATIENCE });
      await hostile.focus('#workload, .cm-content');
      await hostile.waitForSelector('.cm-editor');
      assert.deepEqual(await markupOf(), []);
      assert.equal(await hostile.evaluate(() => globalThis.pwned), undefined);
    });
  });
}
