/* What a person does on a page, and waits for. */

import { PATIENCE, open } from './browser.mjs';

/**
 * A person at a page that is open and ready to run.
 *
 * @returns The page, and what is done on it.
 */
export async function sitDown(browser, ...how) {
  const page = await open(browser, ...how);
  await page.waitForSelector('#run[aria-disabled=false]', { timeout: PATIENCE });

  /** Waits until something holds on the page. */
  const until = (condition, ...values) => page.waitForFunction(condition, { timeout: PATIENCE }, ...values);
  /** Fills in a field. */
  const fill = (selector, value) =>
    page.$eval(selector, (field, value) => {
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }, value);

  return {
    page,
    until,
    fill,

    /** Writes a workload. */
    write: (text) => fill('#workload', text),

    /** Ticks these models, and no others. */
    tick: (ids) =>
      page.evaluate((ids) => {
        for (const box of document.querySelectorAll('input[id^=model-]')) if (box.checked !== ids.includes(box.id.slice(6))) box.click();
      }, ids),

    /** Waits until a text is to be read. */
    says: (text) => until((text) => document.body.innerText.includes(text), text),

    /** Waits until nothing runs. */
    idle: () => page.waitForSelector('body:not(.is-running) #run[aria-disabled=false]', { timeout: PATIENCE }),
  };
}
