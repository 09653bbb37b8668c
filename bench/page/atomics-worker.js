/* Sleeps until something is asked, and answers what was. */

self.addEventListener('message', ({ data: words }) => {
  for (let asked = 0; ; asked++) {
    Atomics.wait(words, 0, asked);
    Atomics.store(words, 2, Atomics.load(words, 2));
    Atomics.add(words, 1, 1);
    Atomics.notify(words, 1);
  }
});
