/* Gives back its argument, by comlink. */

import * as Comlink from 'comlink';

Comlink.expose({ echo: (/** @type {number} */ number) => number });
