/* Numbers as people read them. */

/** Between a number and its unit: no line ends there. */
const GAP = '\u00a0';

/**
 * Three significant digits, with the unit that fits.
 *
 * @param {number} ms
 */
export function duration(ms) {
  if (!Number.isFinite(ms)) return '–';
  if (ms < 0.0005) return `0${GAP}ms`;
  if (ms < 0.9995) return `${digits(ms * 1_000)}${GAP}µs`;
  if (ms < 999.5) return `${digits(ms)}${GAP}ms`;
  if (ms < 59_950) return `${digits(ms / 1_000)}${GAP}s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}${GAP}min${GAP}${String(seconds % 60).padStart(2, '0')}${GAP}s`;
}

/** @param {number} value Less than 1000. */
function digits(value) {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/**
 * A mark of a time axis: as few digits as its step needs.
 *
 * @param {number} ms
 * @param {number} stepMs
 */
export function tickLabel(ms, stepMs) {
  if (ms === 0) return '0';
  const [unit, divisor] = stepMs >= 100 ? ['s', 1_000] : stepMs >= 0.1 ? ['ms', 1] : ['µs', 0.001];
  const decimals = Math.max(0, -Math.floor(Math.log10(stepMs / divisor) + 1e-9));
  return `${(ms / divisor).toFixed(decimals)} ${unit}`;
}

/** @param {number} count Of bytes. */
export function bytes(count) {
  if (count < 999.5) return `${count}${GAP}B`;
  if (count < 999_500) return `${digits(count / 1_000)}${GAP}kB`;
  return `${digits(count / 1_000_000)}${GAP}MB`;
}

/** @param {number} value */
export function times(value) {
  return `${value.toFixed(value < 9.995 ? 2 : 1)}×`;
}

/** @param {number | undefined} value */
export function perSecond(value) {
  return value === undefined ? '–' : `${digits(value)}/s`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function counted(count, one, many = `${one}s`) {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** @param {number} count A whole number. */
export function whole(count) {
  // The browser takes 20 ms over its first number with separators, and the first views have none.
  return Math.abs(count) < 1_000 ? String(count) : count.toLocaleString('en');
}

/**
 * The browser and its version, from what it calls itself: the order matters, since every browser
 * claims to be its predecessors as well.
 *
 * @param {string} userAgent
 */
export function browserName(userAgent) {
  const names = /** @type {[RegExp, string][]} */ ([
    [/\bFirefox\/(\d+)/, 'Firefox'],
    [/\bEdg\/(\d+)/, 'Edge'],
    [/\bOPR\/(\d+)/, 'Opera'],
    [/\b(?:Headless)?Chrome\/(\d+)/, 'Chromium'],
    [/\bVersion\/(\d+[.\d]*).*\bSafari\//, 'Safari or WebKit'],
  ]);
  for (const [pattern, name] of names) {
    const found = pattern.exec(userAgent);
    if (found !== null) return `${name} ${found[1]}`;
  }
  return userAgent;
}
