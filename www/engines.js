/*
 * The engine that runs are done on. One that was lost, or whose pool has the wrong size, is replaced when the next run
 * needs one.
 */

import { EngineClient, EngineLost, STOPPED } from './engine-client.js';

/** What stands on the page once a run has waited so long for an engine; ms. */
const LATE_AFTER = 10_000;
const STILL_LOADING = 'What this run needs is still loading: the network is slow, or stands still. It runs by itself as soon as all is here; Stop ends it.';

const COMPUTES_STILL = 'Threads of the engine that was ended still compute; what is measured now may come out slower.';

/**
 * What is compiled of a build.
 *
 * @typedef {object} Parts
 * @property {Promise<WebAssembly.Module>} module
 * @property {Promise<WebAssembly.Module | null>} rest `null` if it did not come.
 * @property {() => void} wantRest Has it be got now, whatever else goes on.
 * @property {() => void} giveUpRest Waits no longer for it.
 */

/**
 * What a run needs of an engine.
 *
 * @typedef {object} Need
 * @property {number} threads
 * @property {boolean} exactly Whether there may be no more threads.
 * @property {boolean} waitsOnly Whether the part of the module that a page opens with will do.
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

  /** Has the module's rest be got now, whatever else goes on. */
  wantRest() {
    this.#parts.wantRest();
  }

  /**
   * Gives an engine that can run, with at least so many threads, or just so many; throws {@link EngineLost} where there is
   * none, or as soon as the run is stopped that waits for one. What it waited for may stand still, and is given up.
   *
   * @param {Need} need
   * @param {import('./stop.js').Stop} stop
   * @param {(sentence: string, until?: Promise<void>) => void} tell Told what a person should know meanwhile.
   */
  async ready(need, stop, tell) {
    let waits = true;
    /** @type {PromiseWithResolvers<void>} */
    const over = Promise.withResolvers();
    const late = setTimeout(() => tell(STILL_LOADING, over.promise), LATE_AFTER);
    const stopped = stop.asked.then(() => {
      if (waits) {
        this.#parts.giveUpRest();
        this.#current.lose(STOPPED, true);
      }
      throw new EngineLost(STOPPED, true);
    });
    try {
      return await Promise.race([stopped, this.#find(need, stop, tell)]);
    } finally {
      waits = false;
      clearTimeout(late);
      over.resolve();
    }
  }

  /**
   * @param {Need} need
   * @param {import('./stop.js').Stop} stop
   * @param {(sentence: string, until?: Promise<void>) => void} tell
   */
  async #find({ threads, exactly, waitsOnly }, stop, tell) {
    const old = this.#current;
    old.look();
    if (!old.lost && (old.threads === threads || (old.threads > threads && !exactly))) {
      await (waitsOnly ? old.started : old.whole);
      return old;
    }
    if (old.lost && !(await old.standsStill(stop))) tell(COMPUTES_STILL);
    if (stop.isAsked) throw new EngineLost(STOPPED, true);
    old.lose('another with a pool of the right size takes its place');
    const engine = this.#start(exactly ? threads : Math.max(threads, this.#machine.poolSize));
    this.#current = engine;
    await (waitsOnly ? engine.started : engine.whole);
    return engine;
  }

  /** @param {number} threads */
  #start(threads) {
    const { build, cores } = this.#machine;
    const { module, rest } = this.#parts;
    const engine = new EngineClient({ build, module, rest, threads, cores, base: document.baseURI });
    // A run that waits for it hears of it.
    engine.started.catch(() => {});
    engine.whole.catch(() => {});
    return engine;
  }
}
