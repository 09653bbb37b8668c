/* Lines of a text, by UTF-16 offsets. */

/**
 * Where each line starts.
 *
 * @param {string} text
 */
export function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/**
 * The parts of a line, marked or not, in order; overlapping marks count as one.
 *
 * @param {string} text
 * @param {{ start: number, end: number }[]} marks Offsets into the line.
 * @returns {{ text: string, marked: boolean }[]}
 */
export function partsOf(text, marks) {
  const parts = [];
  let at = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    const start = Math.max(mark.start, at);
    // A mark at the end of the line has no text of its own: a space stands in for it.
    const end = Math.max(mark.end, start);
    if (start > at) parts.push({ text: text.slice(at, start), marked: false });
    parts.push({ text: text.slice(start, end) || ' ', marked: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), marked: false });
  return parts;
}

/**
 * A name that no line of the workload has: this one, or with a number after it.
 *
 * @param {string} text
 * @param {string} name
 */
export function freeName(text, name) {
  const taken = new Set([...text.matchAll(/^\s*(?:\d\S*\s+x\s+)?([\w-]+)/gm)].map((found) => found[1]));
  let free = name;
  for (let i = 2; taken.has(free); i += 1) free = `${name}_${i}`;
  return free;
}
