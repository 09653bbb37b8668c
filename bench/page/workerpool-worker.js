/* Gives back its argument, by workerpool. */

import workerpool from 'workerpool';

workerpool.worker({ echo: (/** @type {number} */ number) => number });
