/* Engines that are stopped, broken or ended leave nothing behind; `cargo xtask soak` does it more often. */

import { testLife } from './support/life.mjs';

testLife(50);
