/* Bare `fetch`, as one writes it by hand. */

/** Fetches a URL so many times at once. @param {string} base @param {string} url @param {number} count */
export async function fetchAll(base, url, count) {
  const one = async (/** @type {number} */ number) => {
    const response = await fetch(new URL(url.replace('#', String(number)), base), { cache: 'no-store' });
    return (await response.arrayBuffer()).byteLength;
  };
  const since = performance.now();
  const bytes = await Promise.all(Array.from({ length: count }, (_, number) => one(number)));
  return { ms: performance.now() - since, sum: bytes.reduce((sum, length) => sum + length, 0) };
}

/** Reads a body part by part, into memory of its known length. @param {string} base @param {string} url @param {number} length */
export async function stream(base, url, length) {
  const since = performance.now();
  const response = await fetch(new URL(url, base), { cache: 'no-store' });
  const bytes = new Uint8Array(length);
  let read = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes.set(part.value, read);
    read += part.value.length;
  }
  return { ms: performance.now() - since, sum: read };
}
