/* The page: the playground first, then everything that shows it. */

import './playground.js';
import { showPage } from './view/page.js';

/** @typedef {import('./api-types.js').Playground} Playground */

const { playground } = /** @type {{ playground: Playground }} */ (/** @type {unknown} */ (globalThis));

showPage(playground);
