/* What the machine can do, whatever the models do. */

/**
 * In the page: the same computing in two workers that share nothing, one after the other and both at once, in ms,
 * and what one comes to.
 *
 * The workers are engines of the single build, without a pool, a trace that is read, or a page that draws.
 */
export async function twoAtOnce(workload) {
  const engine = async (module) => {
    const worker = new Worker('./engine.js', { type: 'module' });
    const ask = (request, answer) =>
      new Promise((resolve, reject) => {
        worker.addEventListener('error', reject);
        worker.addEventListener('message', ({ data }) => data.type === answer && resolve(data));
        worker.postMessage(request);
      });
    await ask({ type: 'start', build: 'single', module, threads: 0, cores: 1, base: document.baseURI }, 'started');
    return async () => JSON.parse((await ask({ type: 'run', workload, model: 'event-loop', overrides: '{}' }, 'ran')).report);
  };
  globalThis.bare ??= WebAssembly.compileStreaming(fetch('single/playground_bg.wasm')).then((module) => Promise.all([engine(module), engine(module)]));
  const [one, other] = await globalThis.bare;
  const [first, second] = [await one(), await other()];
  const both = await Promise.all([one(), other()]);
  return { inTurn: first.wallMs + second.wallMs, atOnce: Math.max(...both.map(({ wallMs }) => wallMs)), value: first.tasks[0].value };
}
