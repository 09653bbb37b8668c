/* Which timelines stand there: a section for each model that is run, or would be, and beside it those of kept runs. */

/** @typedef {import('./section.js').Section} Section */
/** @typedef {(shown: number | null) => Section[]} Beside Gives the sections of kept runs, but for those of the run that is shown itself. */

/**
 * @param {HTMLElement} list
 * @param {(id: string) => Section} create
 */
export function createCast(list, create) {
  /** @type {Section[]} */
  let own = [];
  /** These, and beside them what is kept. @type {Section[]} */
  let shown = [];
  /** @type {Beside} */
  let keptBeside = () => [];

  return {
    get own() {
      return own;
    },
    get shown() {
      return shown;
    },

    /** @param {Beside} beside */
    compare(beside) {
      keptBeside = beside;
    },

    /**
     * Has these models' sections stand there, and beside them those of kept runs; says whether that changes anything.
     *
     * @param {string[]} ids
     * @param {number | null} run The number of the run that is shown.
     */
    arrange(ids, run) {
      if (ids.join() !== own.map((section) => section.id).join()) {
        own = ids.map((id) => own.find((section) => section.id === id) ?? create(id));
      }
      const next = besideEachOther(own, keptBeside(run));
      if (next.length === shown.length && next.every((section, i) => section === shown[i])) return false;
      shown = next;
      list.replaceChildren(...shown.map((section) => section.element));
      return true;
    },
  };
}

/**
 * A model's own section, and after it those of kept runs under the same model.
 *
 * @param {Section[]} own
 * @param {Section[]} kept
 */
function besideEachOther(own, kept) {
  const beside = own.flatMap((section) => [section, ...kept.filter(({ id }) => id === section.id)]);
  return [...beside, ...kept.filter(({ id }) => own.every((section) => section.id !== id))];
}
