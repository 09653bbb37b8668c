/*
 * The engine that runs are done on. One that was lost, or whose pool has the wrong size, is replaced when the next run
 * needs one.
 */

import { EngineClient, EngineLost, STOPPED } from './engine-client.js';

/**
 * What is compiled of a build.
 *
 * @typedef {object} Parts
 * @property {Promise<WebAssembly.Module>} module
 * @property {Promise<WebAssembly.Module | null>} rest `null` if it did not come.
 */

export class Engines {
  #machine;
  #parts;
  #current;

  /**
   * Starts a first one.
   *
   * @param {import('./environment.js').Machine} machine
   * @param {Parts} parts
   */
  constructor(machine, parts) {
    this.#machine = machine;
    this.#parts = parts;
    this.#current = this.#start(machine.poolSize);
    addEventListener('pageshow', ({ persisted }) => persisted && this.#current.pageCameBack());
  }

  /** The one that runs are done on, whatever has become of it. */
  get current() {
    return this.#current;
  }

  /**
   * Gives an engine that can run, with at least so many threads, or just so many; throws {@link EngineLost} where there is
   * none, or the run was stopped before there was one.
   *
   * @param {number} threads
   * @param {boolean} exactly
   * @param {() => boolean} isStopped
   * @param {() => void} computesStill Told if threads of the one before do.
   */
  async ready(threads, exactly, isStopped, computesStill) {
    const old = this.#current;
    old.look();
    if (!old.lost && (old.threads === threads || (old.threads > threads && !exactly))) {
      await (threads === 0 ? old.started : old.whole);
      return old;
    }
    if (old.lost && !(await old.standsStill(isStopped))) computesStill();
    if (isStopped()) throw new EngineLost(STOPPED, true);
    old.lose('another with a pool of the right size takes its place');
    const engine = this.#start(exactly ? threads : Math.max(threads, this.#machine.poolSize));
    this.#current = engine;
    await (threads === 0 ? engine.started : engine.whole);
    return engine;
  }

  /** @param {number} threads */
  #start(threads) {
    const { build, cores } = this.#machine;
    const engine = new EngineClient({ build, ...this.#parts, threads, cores, base: document.baseURI });
    // A run that waits for it hears of it.
    engine.started.catch(() => {});
    engine.whole.catch(() => {});
    return engine;
  }
}
