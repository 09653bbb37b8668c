/* The wish that what is under way may end: wished once, and for good. */

export class Stop {
  isAsked = false;
  #asked = Promise.withResolvers();

  /** Settles once it is asked for. @returns {Promise<void>} */
  get asked() {
    return this.#asked.promise;
  }

  ask() {
    this.isAsked = true;
    this.#asked.resolve(undefined);
  }
}
