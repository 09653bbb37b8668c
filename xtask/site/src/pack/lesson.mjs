/*
 * Prints the lesson that the page opens with as markup, as the page itself would make it.
 *
 *   node lesson.mjs WWW      the folder of the sources
 */

import { pathToFileURL } from 'node:url';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => ENTITIES[character]);

/** As much of an element as it takes to be written down. */
class Written {
  attributes = '';
  children = [];

  constructor(tag) {
    this.tag = tag;
  }

  setAttribute(name, value) {
    this.attributes += ` ${name}="${escaped(value)}"`;
  }

  append(...children) {
    this.children.push(...children);
  }

  replaceChildren(...children) {
    this.children = children;
  }

  addEventListener() {
    // What is written down answers nothing.
  }

  get inside() {
    return this.children.map((child) => (child instanceof Written ? child.outside : escaped(child))).join('');
  }

  get outside() {
    return `<${this.tag}${this.attributes}>${this.inside}</${this.tag}>`;
  }
}

const panel = new Written('section');
Object.assign(globalThis, {
  HTMLElement: Written,
  document: { createElement: (tag) => new Written(tag), getElementById: () => panel },
});
const www = pathToFileURL(`${process.argv.at(-1)}/`);
const [{ FIRST }, { createLesson }] = await Promise.all(['lessons/index.js', 'view/lesson.js'].map((file) => import(new URL(file, www))));
createLesson().show(FIRST);
process.stdout.write(panel.inside);
