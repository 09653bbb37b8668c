/* The words of an engine's memory that can be read and written while its code runs; see src/runtime/stop.rs. */

/** What the stop word says. */
const GO_ON = 0;
const STOP = 1;
const PANIC = 2;

/** An engine's control words. */
export class Control {
  /** @param {WebAssembly.Memory} memory @param {import('./protocol.js').Layout} layout */
  constructor(memory, layout) {
    this.memory = memory;
    this.layout = layout.control;
  }

  /** Asks everything to stop: code that computes sees it at its next chunk, a thread that sleeps is woken. */
  requestStop() {
    this.#tell(STOP);
  }

  /** Has what computes panic at its next chunk, to see what the page makes of it. */
  requestPanic() {
    this.#tell(PANIC);
  }

  /** Forgets what was asked for. */
  clear() {
    this.#tell(GO_ON);
  }

  /** How many chunks have been computed, on all threads. */
  beats() {
    return Atomics.load(this.#word(this.layout.beats), 0);
  }

  /** What a thread said when it panicked, or `null` if none has. */
  panicMessage() {
    const length = Atomics.load(this.#word(this.layout.message_length), 0);
    // Text is decoded from memory that is not shared: a copy.
    const bytes = new Uint8Array(this.memory.buffer, this.layout.message, length).slice();
    return length === 0 ? null : new TextDecoder().decode(bytes);
  }

  /** @param {number} what */
  #tell(what) {
    const word = this.#word(this.layout.stop);
    Atomics.store(word, 0, what);
    Atomics.notify(word, 0);
  }

  /** @param {number} address */
  #word(address) {
    return new Int32Array(this.memory.buffer, address, 1);
  }
}
