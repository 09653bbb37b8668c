/*
 * A set-up as the fragment of a link. What a link says is a stranger's: it is read by name, bounded, and shown; it
 * never starts anything.
 *
 *   #v=1&w=TEXT&m=MODEL,MODEL&k=WORKERS&r=REPEATS&l=LESSON&g=1    short; `g`: guess first
 *   #v=1&l=LESSON                          the lesson as it is by then
 *   #v=1&z=CODE                            the first after `v=1&`, as deflate-raw in base64url, where that is shorter
 *
 * A later version goes on reading version 1, and leaves out what it does not know any more.
 */

import { LESSONS, loadLesson } from '../lessons/index.js';

/** @typedef {import('./store.js').Setup} Setup */

const VERSION = '1';
/** Far beyond any workload; it only bounds what is unpacked. The desk says how long a workload may be. */
const MOST_CHARACTERS = 100_000;
const MOST_MODELS = 40;
/** How workers and repeats are written. */
const COUNT = /^\d{1,3}$/;

/** Why a link cannot be read: the message is a clause for a sentence. */
class Unreadable extends Error {}

/**
 * The fragment, without its `#`.
 *
 * @param {Setup} setup
 */
export async function writeLink({ text, models, workers, repeat, lesson, guess }) {
  const entries = new URLSearchParams({ w: text, m: models.join(',') });
  // What is no such number is told beside its field, and is nobody's set-up.
  if (COUNT.test(workers)) entries.set('k', workers);
  if (repeat !== undefined && COUNT.test(repeat)) entries.set('r', repeat);
  if (lesson !== undefined) entries.set('l', lesson);
  if (guess) entries.set('g', '1');
  // Commas and slashes may stand in a fragment, and are easier to read.
  const plain = entries.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':');
  const packed = `z=${toBase64Url(await deflate(plain))}`;
  return `v=${VERSION}&${packed.length < plain.length ? packed : plain}`;
}

/**
 * Reads a fragment: the set-up, or a sentence on why there is none; nothing where the fragment is no link of ours.
 *
 * @param {string} fragment With or without its `#`.
 * @returns {Promise<{ setup: Setup } | { problem: string } | null>}
 */
export async function readLink(fragment) {
  const written = fragment.replace(/^#/, '');
  if (!/^v=/.test(written)) return null;
  try {
    return { setup: await read(written) };
  } catch (error) {
    const why = error instanceof Unreadable ? error.message : 'it is cut off or was changed on its way';
    return { problem: `The set-up in this link cannot be read: ${why}. The page opens as it does without a link.` };
  }
}

/** @param {string} written */
async function read(written) {
  if (written.length > MOST_CHARACTERS) throw new Unreadable('it is too long');
  const outer = new URLSearchParams(written);
  if (outer.get('v') !== VERSION) throw new Unreadable('it is for another version of the page; reload to get the newest');
  const packed = outer.get('z');
  const entries = packed === null ? outer : new URLSearchParams(await inflate(fromBase64Url(packed)));
  const id = entries.get('l');
  const isKnown = LESSONS.some((lesson) => lesson.id === id);
  const lesson = entries.has('w') || id === null || !isKnown ? null : await loadLesson(id);
  const text = entries.get('w') ?? lesson?.workload;
  if (text === undefined) throw new Unreadable(id === null ? 'it has no workload' : 'this page has no such lesson');
  const workers = entries.get('k') ?? '';
  if (workers !== '' && !COUNT.test(workers)) throw new Unreadable('its number of workers is not a whole number');
  const repeat = entries.get('r') ?? '';
  if (repeat !== '' && !COUNT.test(repeat)) throw new Unreadable('its number of repeats is not a whole number');
  const models = entries.get('m')?.split(',').filter((id) => id !== '') ?? lesson?.models ?? [];
  if (models.length > MOST_MODELS) throw new Unreadable('it has too many models');
  // A lesson that a later page has is left out here.
  return { text, models, workers, ...(repeat !== '' && { repeat }), ...(id !== null && isKnown && { lesson: id }), ...(entries.get('g') === '1' && { guess: true }) };
}

/** @param {string} text */
async function deflate(text) {
  const packing = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(packing).arrayBuffer());
}

/**
 * Unpacks no more than is allowed, whatever the code is for.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function inflate(bytes) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > MOST_CHARACTERS) {
      await reader.cancel();
      throw new Unreadable('it is too long');
    }
  }
}

/** @param {Uint8Array} bytes */
function toBase64Url(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {string} code */
function fromBase64Url(code) {
  return Uint8Array.from(atob(code.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
