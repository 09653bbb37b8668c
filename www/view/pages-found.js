/* The pages that crawls have read, as links, each under the crawl that read it. */

import { make } from './dom.js';
import { counted } from './format.js';

/** @typedef {{ task: string, url: string, depth: number }} Page */

/** As many of one crawl as a person looks through. */
const SHOWN = 100;

/**
 * @param {string} model
 * @param {Page[]} pages
 */
export function pagesFound(model, pages) {
  const crawls = Map.groupBy(pages, ({ task }) => task);
  return [...crawls].map(([task, own]) => {
    const items = own.slice(0, SHOWN).map(({ url, depth }) => {
      // What is read comes by HTTP; anything else is text, not a link.
      const link = /^https?:/.test(url) ? make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, shortened(url)) : shortened(url);
      return make('li', {}, link, make('span', { class: 'quiet' }, ` ${counted(depth, 'link')} away`));
    });
    const more = own.length - items.length;
    if (more > 0) items.push(make('li', { class: 'quiet' }, `and ${counted(more, 'more page')}`));
    const summary = make('summary', {}, `${model}: ${counted(own.length, 'page')} found by ${task}`);
    return make('details', { class: 'pages-found' }, summary, make('ul', {}, ...items));
  });
}

/** Without what all pages of this site begin with. @param {string} url */
function shortened(url) {
  const site = new URL('.', document.baseURI).href;
  return url.startsWith(site) ? url.slice(site.length) : url;
}
