/* The page: it opens the playground, for everybody to use, and shows what comes of it. */

import { Playground } from './playground.js';
import { showPage } from './view/opening.js';

const opening = Playground.open();
opening.then(
  (playground) => Object.assign(globalThis, { playground }),
  () => {
    // The page shows why it did not open.
  },
);
showPage(opening);
