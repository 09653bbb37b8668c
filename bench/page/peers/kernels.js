/* Kernels as one writes them in JavaScript. */

import { sha256 as hash } from '@noble/hashes/sha2.js';
import { createSHA256 } from 'hash-wasm';

/** As `letter` in bench/browser. @param {number} length */
function text(length) {
  const bytes = new Uint8Array(length);
  for (let place = 0; place < length; place++) {
    const other = Math.imul(place, 2_654_435_761) >>> 28;
    bytes[place] = other < 3 ? 32 : 97 + other;
  }
  return bytes;
}

/** @param {() => number} work */
function measure(work) {
  const since = performance.now();
  const sum = work();
  return { ms: performance.now() - since, sum };
}

const SEGMENT = 1 << 18;

/** Counts the primes below a number with a segmented sieve over the odd numbers. @param {number} below */
export function primes(below) {
  return measure(() => {
    const root = Math.floor(Math.sqrt(below));
    const small = new Uint8Array(root + 1);
    const odd = [];
    for (let number = 3; number <= root; number += 2) {
      if (small[number]) continue;
      odd.push(number);
      for (let multiple = number * number; multiple <= root; multiple += 2 * number) small[multiple] = 1;
    }
    // By place in the odd numbers: place p is the number 2p + 1.
    const next = odd.map((prime) => (prime * prime - 1) / 2);
    const last = Math.floor(below / 2);
    const composite = new Uint8Array(SEGMENT);
    let count = below > 2 ? 1 : 0;
    for (let first = 0; first < last; first += SEGMENT) {
      composite.fill(0);
      const end = Math.min(SEGMENT, last - first);
      for (let i = 0; i < odd.length; i++) {
        let place = next[i] - first;
        for (; place < end; place += odd[i]) composite[place] = 1;
        next[i] = place + first;
      }
      for (let place = first === 0 ? 1 : 0; place < end; place++) count += 1 - composite[place];
    }
    return count;
  });
}

/** Hashes text; the sum is the hash's first six bytes. @param {number} length */
export function sha256(length) {
  const bytes = text(length);
  return measure(() => hash(bytes).subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0));
}

/** The same by hash-wasm. @param {number} length */
export async function sha256InWasm(length) {
  const bytes = text(length);
  const hasher = await createSHA256();
  return measure(() => hasher.init().update(bytes).digest('binary').subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0));
}

/** Counts the words of text. @param {number} length */
export function wordcount(length) {
  const bytes = text(length);
  return measure(() => {
    let words = 0;
    let inWord = false;
    for (const byte of bytes) {
      const isSpace = byte === 32 || (byte >= 9 && byte <= 13);
      if (!isSpace && !inWord) words += 1;
      inWord = !isSpace;
    }
    return words;
  });
}
