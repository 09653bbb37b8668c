/* Results as text: for the terminal, for RESULTS.md and for the README. */

/** @typedef {import('./judge.mjs').Detail} Detail */

/** Three digits that mean something. @param {number | null} value */
export function digits(value) {
  if (value === null) return '';
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(places, 4), useGrouping: true });
}

/** @param {Detail} detail */
const met = ({ ok }) => (ok === null ? '' : ok ? 'yes' : 'NO');

/** @param {Detail} detail */
const interval = ({ interval }) => (interval ? `${digits(interval[0])}–${digits(interval[1])}` : '');

/** @param {string} unit @param {number | null} value */
const withUnit = (value, unit) => (value === null ? '' : `${digits(value)} ${unit}`);

/** Lines in columns. @param {Detail[]} details */
export function forTerminal(details) {
  const head = ['id', 'ours', 'peer', 'its value', 'ratio', '95 %', 'target', 'met'];
  const lines = [head, ...details.map((detail) => [
    detail.id, withUnit(detail.ours, detail.unit), detail.peer ?? '', withUnit(detail.peer_value, detail.unit),
    digits(detail.ratio), interval(detail), detail.target ?? '', met(detail),
  ])];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

/** @param {string[]} head @param {string[][]} lines */
function markdown(head, lines) {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Everything. @param {Detail[]} details */
export function inFull(details) {
  const head = ['id', 'what', 'ours', 'p95', 'cold', 'peer', 'its value', 'p95', 'cold', 'ratio', '95 %', 'target', 'met', 'rounds', 'load'];
  return markdown(head, details.map((detail) => [
    `\`${detail.id}\``, detail.what, withUnit(detail.ours, detail.unit), digits(detail.p95), digits(detail.cold),
    detail.peer ?? '', withUnit(detail.peer_value, detail.unit), digits(detail.peer_p95), digits(detail.peer_cold),
    digits(detail.ratio), interval(detail), detail.target ?? '', met(detail), String(detail.rounds), detail.load.toFixed(1),
  ]));
}

/** What has a target, in few columns. @param {Detail[]} details */
export function inShort(details) {
  const head = ['', 'here', 'beside it', 'ratio', 'target'];
  return markdown(head, details.filter(({ target }) => target !== null).map((detail) => [
    detail.what, withUnit(detail.ours, detail.unit),
    detail.peer === null ? '' : `${detail.peer}: ${withUnit(detail.peer_value, detail.unit)}`,
    digits(detail.ratio), `${detail.target}${detail.ok ? '' : ': missed'}`,
  ]));
}
