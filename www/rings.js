/* Takes the trace's records out of a worker's rings; see src/trace/ring.rs for the invariants. */

import { createColumns } from './columns.js';

/** @typedef {import('./protocol.js').Batch} Batch */
/** @typedef {import('./protocol.js').RingLayout} RingLayout */

/** Reads all rings of one engine, or of one process; there is one reader a worker. */
export class RingReader {
  /** @type {ReturnType<typeof view>[]} */
  #rings = [];
  /** @type {ArrayBufferLike | null} */
  #buffer = null;
  #droppedBefore = 0;

  /**
   * @param {WebAssembly.Memory} memory
   * @param {import('./protocol.js').Layout} layout
   * @param {number} [lane] The first ring's.
   */
  constructor(memory, layout, lane = 0) {
    this.lane = lane;
    this.memory = memory;
    this.layout = layout.rings;
  }

  /**
   * Takes out what there is; a span's opening always comes before its end.
   *
   * @returns {{ batch: Batch, dropped: number } | null} With the number of records for which there was no room; `null`: nothing new.
   */
  take() {
    const rings = this.#look();
    // A thread ends spans that the loop (ring 0) has opened: so what the threads have written is
    // looked up first, and what the loop has written is handed on first.
    const written = new Uint32Array(rings.length);
    for (let lane = rings.length - 1; lane >= 0; lane--) written[lane] = Atomics.load(rings[lane].write, 0);
    const news = rings.map((ring, lane) => (written[lane] - Atomics.load(ring.read, 0)) >>> 0);
    const length = news.reduce((sum, count) => sum + count, 0);
    if (length === 0) return null;
    const batch = createColumns(length);
    let to = 0;
    rings.forEach((ring, lane) => {
      const from = (written[lane] - news[lane]) & (ring.capacity - 1);
      // Up to the ring's end, then from its beginning.
      const first = Math.min(news[lane], ring.capacity - from);
      for (const [at, count] of [[from, first], [0, news[lane] - first]]) {
        batch.start.set(ring.start.subarray(at, at + count), to);
        batch.end.set(ring.end.subarray(at, at + count), to);
        batch.task.set(ring.task.subarray(at, at + count), to);
        batch.step.set(ring.step.subarray(at, at + count), to);
        batch.kind.set(ring.kind.subarray(at, at + count), to);
        batch.lane.fill(this.lane + lane, to, to + count);
        to += count;
      }
      Atomics.store(ring.read, 0, written[lane]);
    });
    return { batch, dropped: this.#newlyDropped(rings) };
  }

  /** @param {ReturnType<typeof view>[]} rings */
  #newlyDropped(rings) {
    const dropped = rings.reduce((sum, ring) => sum + Atomics.load(ring.dropped, 0), 0);
    const news = dropped - this.#droppedBefore;
    this.#droppedBefore = dropped;
    return news;
  }

  /** Views of the memory; made anew where it has been moved, which memory that is not shared is when it grows. */
  #look() {
    if (this.#buffer !== this.memory.buffer) {
      // Another thread may have grown it: only growing it (by nothing) shows the new length for sure.
      if (!(this.memory.buffer instanceof ArrayBuffer)) this.memory.grow(0);
      const buffer = (this.#buffer = this.memory.buffer);
      this.#rings = this.layout.map((ring) => view(buffer, ring));
    }
    return this.#rings;
  }
}

/** @param {ArrayBufferLike} buffer @param {RingLayout} ring */
function view(buffer, ring) {
  return {
    capacity: ring.capacity,
    write: new Uint32Array(buffer, ring.write, 1),
    read: new Uint32Array(buffer, ring.read, 1),
    dropped: new Uint32Array(buffer, ring.dropped, 1),
    start: new Float64Array(buffer, ring.start, ring.capacity),
    end: new Float64Array(buffer, ring.end, ring.capacity),
    task: new Uint32Array(buffer, ring.task, ring.capacity),
    step: new Uint16Array(buffer, ring.step, ring.capacity),
    kind: new Uint8Array(buffer, ring.kind, ring.capacity),
  };
}
