/* The words of a line of Python, for colours: as much as the desk's own files have, not all of the language. */

const WORDS = new Set(
  ('and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda None not or pass raise return True False try while with yield').split(' '),
);
const PATTERN = /(?<comment>#.*)|(?<text>f?'(?:\\.|[^'\\])*'|"""(?:.*?""")?)|(?<amount>\b\d[\d_.]*)|(?<word>[A-Za-z_]\w*)/g;

/**
 * @param {string} line
 * @returns {{ kind: string, text: string }[]} In order; what has no colour has no kind.
 */
export function pythonParts(line) {
  const parts = [];
  let at = 0;
  for (const found of line.matchAll(PATTERN)) {
    const { comment, text, amount, word } = found.groups ?? {};
    const kind = comment ? 'comment' : text ? 'text' : amount ? 'amount' : word && WORDS.has(word) ? 'word' : '';
    if (kind === '') continue;
    if (found.index > at) parts.push({ kind: '', text: line.slice(at, found.index) });
    parts.push({ kind, text: found[0] });
    at = found.index + found[0].length;
  }
  if (at < line.length) parts.push({ kind: '', text: line.slice(at) });
  return parts;
}
