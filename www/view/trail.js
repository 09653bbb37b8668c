/* Joins the editor and the timeline: a span that is pinned marks its step in the text, the caret marks spans of its step. */

/** @typedef {import('../api-types.js').Line} Line */
/** @typedef {{ line: number, step: number }} Step The line's place among those with tasks, and the step's number; -1: none. */

const NONE = { line: -1, step: -1 };

/**
 * @param {object} parts
 * @param {{ text: string, mark: (range: { start: number, end: number } | null) => void, onCaret: (moved: (offset: number | null) => void) => void }} parts.editor
 * @param {{ mark: (step: Step) => void, onPin: (pinned: (step: Step | null) => void) => void }} parts.timeline
 * @param {() => { text: string, lines: Line[] }} parts.checked
 */
export function joinTrail({ editor, timeline, checked }) {
  timeline.onPin((pinned) => {
    const { text, lines } = checked();
    const line = pinned === null || text !== editor.text ? undefined : lines[pinned.line];
    const step = pinned === null ? undefined : line?.steps[pinned.step];
    editor.mark(line === undefined ? null : (step ?? wholeOf(text, line.line)));
  });
  editor.onCaret((offset) => {
    const { text, lines } = checked();
    timeline.mark(offset === null || text !== editor.text ? NONE : stepAt(text, lines, offset));
  });
}

/**
 * The step that an offset is in, the innermost one; or the line alone.
 *
 * @param {string} text
 * @param {Line[]} lines
 * @param {number} offset
 * @returns {Step}
 */
function stepAt(text, lines, offset) {
  const number = text.slice(0, offset).split('\n').length;
  const line = lines.findIndex((each) => each.line === number);
  // Steps in parts come after the one that they are in.
  const step = lines[line]?.steps.findLastIndex(({ start, end }) => start <= offset && offset <= end) ?? -1;
  return { line, step };
}

/**
 * @param {string} text
 * @param {number} number From 1.
 */
function wholeOf(text, number) {
  const before = text.split('\n').slice(0, number);
  const end = before.join('\n').length;
  return { start: end - (before.at(-1)?.length ?? 0), end };
}
