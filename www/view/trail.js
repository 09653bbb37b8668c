/*
 * Joins the editor, the timeline and the Python: where one of them says which step is meant, the others mark it. A span
 * is pinned, the caret stands in a step, a line of Python is pointed at, gone to or chosen.
 */

/** @typedef {import('../api-types.js').Line} Line */
/** @typedef {{ line: number, step: number }} Step The line's place among those with tasks, and the step's number; -1: none. */

const NONE = { line: -1, step: -1 };

/**
 * @param {object} parts
 * @param {{ text: string, mark: (range: { start: number, end: number } | null) => void, onCaret: (moved: (offset: number | null) => void) => void }} parts.editor
 * @param {{ text: string, mark: (step: Step) => void, onPin: (pinned: (step: Step | null) => void) => void }} parts.timeline
 * @param {{ text: string, mark: (step: Step | null) => void, onPoint: (pointed: (step: Step | null, text: string) => void) => void }} parts.code
 * @param {() => { text: string, lines: Line[] }} parts.checked
 */
export function joinTrail({ editor, timeline, code, checked }) {
  /** What each of the three says is meant. @type {Record<'pinned' | 'caret' | 'pointed', { step: Step, text: string } | null>} */
  const meant = { pinned: null, caret: null, pointed: null };

  timeline.onPin((step) => {
    meant.pinned = step === null ? null : { step: known(step), text: editor.text };
    markText();
    markCode();
  });
  editor.onCaret((offset) => {
    const { text, lines } = checked();
    meant.caret = offset === null ? null : { step: stepAt(text, lines, offset), text };
    markSpans();
    markCode();
  });
  code.onPoint((step, text) => {
    meant.pointed = step === null ? null : { step, text };
    markText();
    markSpans();
  });

  /** What is meant, if that was of the text as it is. @param {keyof typeof meant} by */
  function of(by) {
    const said = meant[by];
    return said !== null && said.text === editor.text && said.text === checked().text ? said.step : null;
  }

  function markText() {
    const { text, lines } = checked();
    const step = of('pointed') ?? of('pinned');
    const line = step === null ? undefined : lines[step.line];
    editor.mark(line === undefined ? null : (line.steps[step?.step ?? -1] ?? wholeOf(text, line.line)));
  }

  function markSpans() {
    // What stays of an earlier text has other lines.
    const step = timeline.text === editor.text ? (of('pointed') ?? of('caret')) : null;
    timeline.mark(step ?? NONE);
  }

  function markCode() {
    code.mark(code.text === editor.text ? (of('caret') ?? of('pinned')) : null);
  }

  /** A span of a task as a whole has no step that is written. @param {Step} step @returns {Step} */
  function known({ line, step }) {
    return { line, step: checked().lines[line]?.steps[step] === undefined ? -1 : step };
  }
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
