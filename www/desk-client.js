/* The page's end of the desk. */

import { PlaygroundError } from './errors.js';

/** How long the desk may take to start and answer; ms. */
const ANSWER_WITHIN = 20_000;

/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void, late: number | undefined }} Question */

/** Asks the desk; starts it again if it has failed. */
export class DeskClient {
  /**
   * @param {import('./protocol.js').Build} build
   * @param {Promise<WebAssembly.Module>} module
   */
  constructor(build, module) {
    this.build = build;
    this.module = module;
    /** @type {PromiseWithResolvers<WebAssembly.Module | null>} */
    const { promise, resolve } = Promise.withResolvers();
    /**
     * The module's rest, which the desk gets for all: even to compile it behind takes the page's own thread from whoever
     * has begun to type. `null` if it did not come; who needs it then gets it again.
     */
    this.rest = promise;
    this.restCame = resolve;
    /** @type {Map<number, Question>} */
    this.asked = new Map();
    this.lastId = 0;
    /** @type {Worker | null} */
    this.worker = null;
  }

  /** Waits no longer for the module's rest: a browser holds back others who ask for a file as long as one waits for it. */
  giveUpRest() {
    this.restCame(null);
    this.worker?.postMessage({ type: 'give up' });
  }

  /**
   * Asks one question.
   *
   * @param {import('./protocol.js').Method} method
   * @param {...unknown} args
   * @returns {Promise<any>} The answer, parsed.
   */
  ask(method, ...args) {
    const worker = (this.worker ??= this.start());
    const id = ++this.lastId;
    const { promise, resolve, reject } = Promise.withResolvers();
    /** @type {Question} */
    const question = { resolve, reject, late: undefined };
    this.asked.set(id, question);
    worker.postMessage({ type: 'ask', id, method, args });
    // A package that is slow to come is not the desk's fault.
    this.module.then(() => {
      if (this.asked.get(id) !== question) return;
      question.late = setTimeout(() => this.fail(`it did not answer within ${ANSWER_WITHIN / 1000} s`), ANSWER_WITHIN);
    }, () => {});
    return promise;
  }

  start() {
    const worker = new Worker(new URL('./desk.js', import.meta.url), { type: 'module', name: 'desk' });
    worker.addEventListener('message', (/** @type {MessageEvent<import('./protocol.js').DeskReply>} */ { data }) => {
      // One that was given up may have had something to say still.
      if (this.worker !== worker) return;
      if (data.type === 'trapped') return this.fail(data.message);
      if (data.type === 'rest') return this.restCame(data.rest);
      const question = this.asked.get(data.id);
      if (!question) return;
      this.asked.delete(data.id);
      clearTimeout(question.late);
      if (data.type === 'answer') question.resolve(typeof data.value === 'string' ? JSON.parse(data.value) : data.value);
      else question.reject(PlaygroundError.from(data.error));
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.worker === worker) this.fail(event.message || 'its script could not be loaded');
    });
    /** @type {(request: import('./protocol.js').DeskRequest) => void} */
    const post = (request) => worker.postMessage(request);
    post({ type: 'load', build: this.build });
    this.module.then(
      (module) => {
        post({ type: 'start', build: this.build, module });
        post({ type: 'rest', build: this.build });
      },
      (error) => {
        if (this.worker === worker) this.fail(error.message);
      },
    );
    return worker;
  }

  /**
   * Gives up this worker and all that was asked of it; the next question starts another.
   *
   * @param {string} why
   */
  fail(why) {
    this.worker?.terminate();
    this.worker = null;
    this.restCame(null);
    const error = new PlaygroundError('desk-failed', `The worker that checks workloads failed: ${why.replace(/\.?$/, '.')} Try again; if it stays, reload the page.`);
    for (const { reject, late } of this.asked.values()) {
      clearTimeout(late);
      reject(error);
    }
    this.asked.clear();
  }
}
