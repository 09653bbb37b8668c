/* Says what a span is: the one under the pointer or, from the keyboard, the one gone to. */

import { make } from '../dom.js';
import { bytes, duration } from '../format.js';
import { amountWithin, neighbour, spanAt } from './find.js';
import { withoutParts } from './plan.js';
import { rowAt, rowOf } from './rows.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./scale.js').Scale} Scale */
/** @typedef {import('./section.js').Section} Section */

const REACH = 6;
/** Characters of a step: one with parts has all of them in its text. */
const LONGEST_STEP = 160;
/** How often a span that goes on is told anew; ms. */
const TELL_EVERY = 100;

/**
 * @param {HTMLElement} root
 * @param {object} source What is shown now.
 * @param {(kind: number) => string | undefined} source.groupOf
 * @param {() => Palette} source.palette
 * @param {() => Scale} source.scale
 * @param {(fromMs: number, toMs: number) => void} source.select A stretch of time, by key.
 * @param {(step: { line: number, step: number } | null) => void} source.pinned Of which step a span is that is pinned.
 */
export function createInspector(root, { groupOf, palette, scale, select, pinned }) {
  const tip = make('div', { class: 'tip', hidden: true });
  const spoken = make('p', { class: 'unseen', 'aria-live': 'polite' });
  root.append(tip, spoken);
  /** @type {{ section: Section, row: number, pointerX: number | null } | null} `pointerX` is null when held by key. */
  let held = null;
  /** When a span that went on then was last told of. @type {number | null} */
  let toldAt = null;
  let isPinned = false;
  /** The span from which a stretch is being selected: its place. @type {number | null} */
  let anchor = null;

  function letGo() {
    if (held !== null) held.section.outline.hidden = true;
    if (isPinned) pin(false);
    held = null;
    anchor = null;
    tip.hidden = true;
  }

  /** Keeps the span that is held, and has its step marked in the text. @param {boolean} is */
  function pin(is) {
    isPinned = is && held !== null;
    held?.section.outline.classList.toggle('pinned', isPinned);
    const columns = held?.section.spans()?.columns;
    // The text of a kept run may be another.
    if (!isPinned || held === null || columns === undefined || held.section.letter !== '') return pinned(null);
    pinned({ line: held.section.lineOf(columns.task[held.row]), step: columns.step[held.row] });
  }

  /**
   * @param {Section} section
   * @param {number} row Of the trace.
   * @param {number | null} pointerX In the canvas.
   */
  function hold(section, row, pointerX) {
    const changed = held?.section !== section || held.row !== row;
    if (held !== null && held.section !== section) held.section.outline.hidden = true;
    if (changed) {
      held = { section, row, pointerX };
      show();
    }
  }

  /** Tells of the span; aloud only where something was gone to. @param {boolean} [aloud] */
  function show(aloud = true) {
    const spans = held?.section.spans();
    if (held === null || !spans || held.row >= spans.length) return letGo();
    const { section, row, pointerX } = held;
    const { columns, nowMs } = spans;
    const isOpen = Number.isNaN(columns.end[row]);
    const from = columns.start[row];
    const until = isOpen ? nowMs : columns.end[row];
    const lane = columns.task[row];
    const name = section.nameOf(lane);
    const kind = palette().byId.get(columns.kind[row])?.kind;
    const step = shortened(section.stepText(lane, columns.step[row]));
    const amount = amountWithin(columns, spans.length, row, until, (kind) => groupOf(kind) === 'amount');
    const length = `${duration(until - from)}${amount === null ? '' : `, ${bytes(amount)}`}${isOpen ? ' so far' : ''}`;
    toldAt = isOpen ? performance.now() : null;
    tip.replaceChildren(
      make('strong', {}, name),
      ...(step === '' ? [] : [make('code', {}, step)]),
      make('span', {}, `${kind?.name ?? 'unknown'}, ${length}`),
      ...(spans.isForetold ? [make('em', { class: 'quiet' }, 'predicted')] : []),
      make('span', { class: 'quiet' }, `from ${duration(from)} to ${isOpen ? 'now' : duration(until)}`),
    );
    place(section, row, from, until, pointerX);
    if (pointerX === null && aloud) spoken.textContent = `${spans.isForetold ? 'predicted: ' : ''}${name}, ${step === '' ? '' : `${step}, `}${kind?.name ?? ''}, from ${duration(from)}, for ${length}`;
  }

  /**
   * Puts the outline round the span and the tip below it, or above where there is no room below.
   *
   * @param {Section} section
   * @param {number} row
   * @param {number} fromMs
   * @param {number} untilMs
   * @param {number | null} pointerX
   */
  function place(section, row, fromMs, untilMs, pointerX) {
    const { canvas, outline, rows } = section;
    const columns = section.spans()?.columns;
    if (columns === undefined) return;
    const { left: least, width: most } = scale();
    const left = Math.min(Math.max(scale().x(fromMs), least), least + most);
    const width = Math.max(Math.min(scale().x(untilMs), least + most) - left, 2);
    const top = Math.max(rowOf(rows, columns, row), 0) * rows.rowHeight;
    Object.assign(outline.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${rows.rowHeight}px` });
    outline.hidden = false;
    tip.hidden = false;
    const frame = root.getBoundingClientRect();
    const box = canvas.getBoundingClientRect();
    const middle = (pointerX ?? left + width / 2) - tip.offsetWidth / 2;
    const x = Math.min(Math.max(middle, 0), Math.max(frame.width - tip.offsetWidth, 0));
    const below = box.top + top + rows.rowHeight + 6;
    const above = box.top + top - tip.offsetHeight - 6;
    const y = below + tip.offsetHeight <= window.innerHeight || above < 0 ? below : above;
    tip.style.transform = `translate(${x}px, ${y - frame.top}px)`;
  }

  /**
   * @param {Section} section
   * @param {PointerEvent} event
   */
  function point(section, event) {
    if (isPinned && event.type === 'pointermove') return;
    const spans = section.spans();
    if (spans === null) return;
    const { index, rows } = section;
    if (index === null) return;
    const box = section.canvas.getBoundingClientRect();
    const where = { ms: scale().ms(event.clientX - box.left), reachMs: REACH / scale().perMs, nowMs: spans.nowMs };
    const row = spanAt(index, rowAt(rows, event.clientY - box.top), where);
    if (row === -1) letGo();
    else hold(section, row, event.clientX - box.left);
  }

  /**
   * @param {Section} section
   * @param {KeyboardEvent} event
   */
  function press(section, event) {
    const spans = section.spans();
    if (event.key === 'Escape') return letGo();
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && held?.section === section) return pin(!isPinned);
    if (spans === null || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    const from = held?.section === section ? held.row : -1;
    const row = from === -1 ? firstOf(section, 0, scale().fromMs) : moved(section, from, event.key);
    if (event.shiftKey) anchor ??= from === -1 ? row : from;
    else anchor = null;
    if (row === -1) return;
    if (isPinned) pin(false);
    hold(section, row, null);
    if (anchor !== null) selectFrom(anchor, row, spans);
  }

  /**
   * Selects the time from one span to another, both whole.
   *
   * @param {number} one
   * @param {number} other
   * @param {import('./section.js').Spans} spans
   */
  function selectFrom(one, other, { columns: { start, end }, nowMs }) {
    const ends = [one, other].map((row) => (Number.isNaN(end[row]) ? nowMs : end[row]));
    select(Math.min(start[one], start[other]), Math.max(...ends));
  }

  /**
   * @param {Section} section
   * @param {number} row
   * @param {string} key
   */
  function moved(section, row, key) {
    const spans = section.spans();
    if (spans === null) return -1;
    const { columns, length } = spans;
    const { rows } = section;
    if (key === 'ArrowRight' || key === 'ArrowLeft') {
      const lanes = rows.by === 'tasks' ? columns.task : columns.lane;
      return neighbour(columns, length, row, key === 'ArrowRight' ? 1 : -1, (at) => section.isShown(columns, at), lanes);
    }
    const place = rowOf(rows, columns, row) + (key === 'ArrowDown' ? 1 : -1);
    const until = Number.isNaN(columns.end[row]) ? spans.nowMs : columns.end[row];
    return firstOf(section, place, (columns.start[row] + until) / 2);
  }

  /**
   * The span of a row that is nearest to a time.
   *
   * @param {Section} section
   * @param {number} row Of the timeline.
   * @param {number} ms
   */
  function firstOf(section, row, ms) {
    const spans = section.spans();
    const { index, rows } = section;
    if (spans === null || index === null || row < 0 || row >= rows.rows) return -1;
    const allMs = Math.max(spans.nowMs, scale().toMs);
    for (let reachMs = 1 / scale().perMs; ; reachMs *= 4) {
      const found = spanAt(index, row, { ms, reachMs, nowMs: spans.nowMs });
      if (found !== -1 || reachMs > allMs) return found;
    }
  }

  return {
    letGo,
    /** The middle of the span that is held; `null` if none is. */
    get heldMs() {
      const spans = held?.section.spans();
      if (held === null || !spans) return null;
      const { start, end } = spans.columns;
      return (start[held.row] + (Number.isNaN(end[held.row]) ? spans.nowMs : end[held.row])) / 2;
    },
    /** Pins the span under the pointer; lets go where there is none. @param {Section} section @param {PointerEvent} event */
    pin(section, event) {
      if (isPinned) letGo();
      point(section, event);
      pin(true);
    },
    /** The scale has changed: the outline goes with its span. */
    refresh() {
      if (held !== null) show();
    },
    /** A span that goes on has become longer, and perhaps come to more. @param {number} now */
    follow(now) {
      if (held !== null && toldAt !== null && now - toldAt >= TELL_EVERY) show(false);
    },
    /** @param {Section} section */
    watch(section) {
      section.canvas.addEventListener('pointermove', (event) => point(section, event));
      section.canvas.addEventListener('pointerleave', (event) => {
        if (event.pointerType === 'mouse' && held?.pointerX !== null && !isPinned) letGo();
      });
      section.canvas.addEventListener('keydown', (event) => press(section, event));
      section.canvas.addEventListener('blur', () => {
        if (!isPinned) letGo();
      });
    },
  };
}

/** @param {string} text */
function shortened(text) {
  return text.length <= LONGEST_STEP ? text : withoutParts(text).slice(0, LONGEST_STEP);
}
