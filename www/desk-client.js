/* The page's end of the desk. */

import { workerFor } from './begun.js';
import { PlaygroundError } from './errors.js';

/** How long the desk may take to start and answer; ms. */
const ANSWER_WITHIN = 20_000;

/** However much goes on, the desk begins to get the module's rest; ms. */
export const REST_WITHIN = 500;

/**
 * @typedef {object} Question
 * @property {Extract<import('./protocol.js').DeskRequest, { type: 'ask' }>} request
 * @property {Promise<any>} answer
 * @property {(value: any) => void} resolve
 * @property {(error: Error) => void} reject
 * @property {number | undefined} late
 */

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
    this.isGettingRest = false;
    /** What the run that has the cores to itself ends with. @type {Promise<void> | null} */
    this.held = null;
    /** @type {Map<number, Question>} */
    this.asked = new Map();
    this.lastId = 0;
    /** @type {Worker | null} */
    this.worker = null;
  }

  /** Has the desk get the module's rest. */
  getRest() {
    if (this.worker === null || this.isGettingRest) return;
    this.isGettingRest = true;
    /** @type {import('./protocol.js').DeskRequest} */
    const request = { type: 'rest', build: this.build };
    this.worker.postMessage(request);
  }

  /** The same, unless there are questions, or a run has the cores: decoding it takes the desk as long as many questions. */
  getRestMeanwhile() {
    if (this.asked.size === 0 && this.held === null) this.getRest();
  }

  /** Leaves the cores to a run until it has ended, which may ask for the module's rest itself. @param {Promise<void>} ended */
  async leaveCoresTo(ended) {
    this.held = ended;
    await ended;
    if (this.held !== ended) return;
    this.held = null;
    this.getRestMeanwhile();
  }

  /** Waits no longer for the module's rest: a browser holds back others who ask for a file as long as one waits for it. */
  giveUpRest() {
    if (!this.isGettingRest) return;
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
    const { promise: answer, resolve, reject } = Promise.withResolvers();
    const id = ++this.lastId;
    /** @type {Question} */
    const question = { request: { type: 'ask', id, method, args }, answer, resolve, reject, late: undefined };
    this.asked.set(id, question);
    this.put(question);
    return answer;
  }

  /** @param {Question} question */
  put(question) {
    const worker = (this.worker ??= this.start());
    worker.postMessage(question.request);
    // A package that is slow to come is not the desk's fault.
    this.module.then(() => {
      if (this.asked.get(question.request.id) !== question || this.worker !== worker) return;
      question.late = setTimeout(() => this.fail(`it did not answer within ${ANSWER_WITHIN / 1000} s`), ANSWER_WITHIN);
    }, () => {});
  }

  /**
   * Waits no longer for an answer, which never settles then. The desk looks up only when it has one, so another takes its
   * place, and is asked all else anew.
   *
   * @param {Promise<any>} answer
   */
  letGo(answer) {
    this.worker?.terminate();
    this.worker = this.start();
    for (const [id, question] of this.asked) {
      clearTimeout(question.late);
      if (question.answer === answer) this.asked.delete(id);
      else this.put(question);
    }
  }

  start() {
    const worker = workerFor('desk', this.build);
    this.isGettingRest = false;
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
      // Whoever waited for this answer may have another question at once.
      setTimeout(() => this.getRestMeanwhile());
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.worker === worker) this.fail(event.message || 'its script could not be loaded');
    });
    /** @type {(request: import('./protocol.js').DeskRequest) => void} */
    const post = (request) => worker.postMessage(request);
    this.module.then(
      (module) => {
        post({ type: 'start', build: this.build, module });
        setTimeout(() => this.getRest(), REST_WITHIN);
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
