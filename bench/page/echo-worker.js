/* Sends back what comes. */

self.addEventListener('message', ({ data }) => postMessage(data));
