/* CodeMirror's style sheets. */

import { StyleModule } from 'style-mod';

/** @type {WeakSet<StyleModule>} */
const adopted = new WeakSet();

/**
 * Has CodeMirror's styles adopted by the page: as a `<style>` element, which is how they would come, the page's
 * security policy refuses them.
 */
export function adoptSheets() {
  StyleModule.mount = (_, modules) => {
    for (const module of [modules].flat()) {
      if (adopted.has(module)) continue;
      adopted.add(module);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(module.getRules());
      document.adoptedStyleSheets.push(sheet);
    }
  };
}
