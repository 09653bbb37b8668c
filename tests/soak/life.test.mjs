/* Engines that are stopped, broken or ended leave nothing behind, two hundred times. */

import { testLife } from '../e2e/support/life.mjs';

testLife(200);
