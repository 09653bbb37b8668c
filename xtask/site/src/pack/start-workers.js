/*
 * Makes the threads of a pool from the site's `thread.js`. It takes the place of wasm-bindgen-rayon's script, which is
 * loaded beside the module, and once more for each thread.
 */

/** Browsers may end a worker that nobody holds (Firefox bug 1702191). */
let threads;

export async function startWorkers(module, memory, builder) {
  const count = builder.numThreads();
  if (count === 0) throw new Error('a pool has at least one thread');
  const request = { type: 'wasm_bindgen_worker_init', module, memory, receiver: builder.receiver(), mainJS: builder.mainJS() };
  threads = Array.from({ length: count }, () => new Worker(new URL('../thread.js', import.meta.url), { type: 'module', name: 'thread' }));
  await Promise.all(threads.map((thread) => {
    // The first thing that it says is that it is there.
    const started = new Promise((resolve) => thread.addEventListener('message', resolve, { once: true }));
    thread.postMessage(request);
    return started;
  }));
  builder.build();
}
