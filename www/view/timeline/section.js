/* One model on the timeline: its heading, its charts and its canvas, and what is known of its run: foretold, measured. */

import { contextOf, make } from '../dom.js';
import { letterBeside } from '../letter.js';
import { createCurve, stepsOf } from './curve.js';
import { duration, times, whole } from '../format.js';
import { drawEndLine, drawEnds, drawLabels, drawSpanTexts, insetOf, LABELLED, LEAST_TEXT, TICK_SPACING } from './draw.js';
import { createLag } from './lag.js';
import { Lanes } from './lanes.js';
import { Live } from './live.js';
import { createPlan } from './plan.js';
import { createRaster, FAINT, firmOf } from './raster.js';
import { holdsThread, labelsOf, layOutTasks, layOutThreads, rowOf } from './rows.js';
import { ticks } from './scale.js';
import { SpanIndex } from './spans.js';

/** @typedef {import('../../api-types.js').KindDescription} KindDescription */
/** @typedef {import('../../api-types.js').ModelDescription} ModelDescription */
/** @typedef {import('../../api-types.js').ModelResult} ModelResult */
/** @typedef {import('../../api-types.js').Outline} Outline */
/** @typedef {import('../../api-types.js').TraceModel} TraceModel */
/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./plan.js').Plan} Plan */
/** @typedef {import('./rows.js').By} By */
/** @typedef {import('./scale.js').Scale} Scale */

const LABEL_LEAST = 13;
const CLOCK_STEP_MS = 100;
const THREADS = 256;
/** So many spans of a row have their text drawn: more do not find room. */
const MOST_TEXTS = 60;

/** @typedef {ReturnType<typeof createSection>} Section */

/**
 * @typedef {object} Spans
 * @property {import('../../api-types.js').Columns} columns
 * @property {number} length
 * @property {number} nowMs Where open spans end for now.
 * @property {boolean} isForetold
 */

/**
 * @param {ModelDescription} description
 * @param {(kind: number) => KindDescription | undefined} kindOf
 * @param {string} [letter] Of a run that is kept.
 */
export function createSection(description, kindOf, letter = '') {
  const name = letter === '' ? description.name : `${description.name}, run ${letter}`;
  const clock = make('span', { class: 'model-clock' });
  const heading = make('h3', {}, description.name, ...letterBeside(letter));
  if (description.note !== '') heading.append(' ', make('span', { class: 'model-note' }, description.note));
  const inFlight = createCurve(
    'in-flight',
    (palette) => palette.area,
    (most) => `tasks in flight: up to ${most}`,
    (most) => `Tasks of ${name} that had come and not ended, over time: at most ${most}.`,
  );
  const busy = createCurve(
    'busy',
    (palette) => palette.busy,
    (most) => `computing at once: up to ${most}`,
    (most) => `Threads of ${name} that computed at once, over time: at most ${most}.`,
  );
  const lag = createLag(name);
  const canvas = make('canvas', {
    tabindex: 0,
    // Its keys are its own: a screen reader is to hand them on.
    role: 'application',
    'aria-roledescription': 'timeline',
    'aria-label': `Timeline of ${name}`,
    'aria-describedby': 'timeline-keys',
  });
  const outline = make('div', { class: 'span-outline', hidden: true });
  const charts = make('div', { class: 'charts' }, inFlight.element, busy.element, lag.element);
  const lost = make('p', { class: 'quiet', hidden: true });
  const frame = make('div', { class: 'model-canvas' }, canvas, outline);
  const element = make(
    'section',
    { class: 'model-section' },
    make('div', { class: 'model-head' }, heading, clock),
    charts,
    frame,
    lost,
  );
  const context = contextOf(canvas);
  const raster = createRaster();

  /** @type {TraceModel | null} */
  let model = null;
  /** @type {Outline | null} */
  let foretold = null;
  /** @type {ModelResult | null} */
  let result = null;
  let lanes = new Lanes(0);
  /** Records that have been searched for parts, beats, threads and ends. */
  let searched = 0;
  /** Which threads have something to show: 1. */
  let threads = new Uint8Array(THREADS);
  /** Places of the records of ends that are to be seen. @type {number[]} */
  let ends = [];
  let rows = layOutTasks(lanes, 100, 1);
  /** @type {SpanIndex | null} */
  let index = null;
  /** @type {SpanIndex | null} */
  let faintIndex = null;
  /** What the index was made with. @type {Palette | null} */
  let indexed = null;
  /** @type {number | undefined} */
  let shownStartMs;
  let shownClock = -Infinity;
  let endDrawn = false;
  let shownThreads = 0;
  /** The step whose spans are marked: the line's place and the step's number, -1 for the whole line. */
  let marked = { line: -1, step: -1 };
  /** What the workload says of the tasks. */
  let plan = createPlan([]);
  /** Keeps the charts up while the model runs; what was over when it was first seen has them from the desk alone. @type {Live | null} */
  let live = null;

  /** How long the model has been, or was, running. */
  function elapsed() {
    // When a run began is known by its first record.
    if (model === null || (model.length === 0 && model.endMs === null)) return 0;
    const now = performance.timeOrigin + performance.now();
    return Math.max((model.endMs ?? now) - model.startMs, 0);
  }

  /** What there is to look at: what was measured or, before there is that, what is foretold. @returns {Spans | null} */
  function spans() {
    if (model !== null) return { columns: model.columns, length: model.length, nowMs: elapsed(), isForetold: false };
    const trace = foretold?.trace ?? null;
    return trace === null ? null : { columns: trace.columns, length: trace.length, nowMs: foretold?.wallMs ?? 0, isForetold: true };
  }

  function labels() {
    const names = {
      task: model?.taskNames ?? plan.nameOf,
      thread: (/** @type {number} */ thread) => (thread === 0 ? description.main : `${description.others} ${thread}`),
    };
    return labelsOf(rows, plan, names, LABEL_LEAST);
  }

  /** Takes in the parts that have been made since, how late the loop was, the threads and the ends. */
  function search() {
    const source = model ?? foretold?.trace;
    if (!source) return;
    const { start, end, task, step, kind, lane } = source.columns;
    for (; searched < source.length; searched += 1) {
      const known = kindOf(kind[searched]);
      if (known?.group === 'link') lanes.add(task[searched], end[searched], step[searched]);
      else if (known?.group === 'beat' && model !== null) lag.add(start[searched], end[searched]);
      else if (known !== undefined) live?.add(searched, known, plan, lanes.taskOf(task[searched]));
      if (known?.group === 'end' && known.word !== 'done') ends.push(searched);
      else if (known?.group === 'span' && holdsThread(known, lane[searched])) threads[lane[searched]] = 1;
    }
    const grown = live?.settle();
    if (grown?.inFlight) inFlight.show(live?.inFlight ?? null);
    if (grown?.busy) busy.show(live?.busy ?? null);
  }

  function forget() {
    searched = 0;
    ends = [];
    threads = new Uint8Array(THREADS);
    threads[0] = 1;
    lag.clear();
    live = null;
    inFlight.show(null);
    busy.show(null);
    index = faintIndex = null;
  }

  /** Whether a record is a span that is shown. @param {import('../../api-types.js').Columns} columns @param {number} at */
  function isShown({ kind, lane }, at) {
    const known = kindOf(kind[at]);
    return known?.group === 'span' && (rows.by === 'tasks' || holdsThread(known, lane[at]));
  }

  /** @param {SpanIndex['source']} source @param {Palette} palette @param {boolean} marks */
  function indexOf(source, palette, marks) {
    /** @param {number} at */
    const lookOf = (at) => {
      const { columns } = source;
      if (!isShown(columns, at)) return -1;
      return palette.rank[columns.kind[at]] + (marks && isMarked(columns, at) ? palette.looks.length : 0);
    };
    return new SpanIndex(source, rows.rows, (at) => rowOf(rows, source.columns, at), lookOf);
  }

  /** @param {import('../../api-types.js').Columns} columns @param {number} at */
  function isMarked({ task, step }, at) {
    if (marked.line < 0 || plan.lineOf(lanes.taskOf(task[at])) !== marked.line) return false;
    return marked.step < 0 || marked.step === step[at];
  }

  /** @param {Palette} palette */
  function indexAnew(palette) {
    if (indexed !== palette) index = faintIndex = null;
    indexed = palette;
    if (model !== null && (index === null || index.source !== model || index.grow())) index = indexOf(model, palette, true);
    const trace = foretold?.trace ?? null;
    if (trace !== null && (faintIndex === null || faintIndex.source !== trace)) faintIndex = indexOf(trace, palette, false);
  }

  /**
   * @param {Scale} scale
   * @param {number} ratio
   */
  function resize(scale, ratio) {
    const width = Math.round((scale.left + scale.width) * ratio);
    const height = Math.round(rows.height * ratio);
    if (canvas.width === width && canvas.height === height) return false;
    canvas.width = width;
    canvas.height = height;
    canvas.style.height = `${rows.height}px`;
    return true;
  }

  /** Whether what is foretold is to be seen: until there is something that was measured whole. */
  function isFaint() {
    return foretold !== null && (model === null || model.endMs === null);
  }

  /**
   * Draws what is in the scale's window.
   *
   * @param {Scale} scale
   * @param {Palette} palette
   * @param {number} ratio
   * @param {boolean} [isWhole] With the labels; without, only what moves.
   */
  function draw(scale, palette, ratio, isWhole = true) {
    const all = resize(scale, ratio) || isWhole;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(all ? 0 : scale.left, 0, scale.left + scale.width, rows.height);
    if (all) drawLabels(context, labels(), scale.left - 8, palette, marked.line);
    const nowMs = elapsed();
    indexAnew(palette);
    paint(scale, palette, ratio, nowMs);
    context.save();
    context.beginPath();
    context.rect(scale.left, 0, scale.width, rows.height);
    context.clip();
    if (isFaint() && model === null && foretold !== null) {
      drawTexts(faintIndex, foretold.wallMs, true);
      drawEndLine(context, scale, rows, foretold.wallMs, palette, true);
    }
    if (model !== null) {
      drawTexts(index, nowMs, false);
      drawEnds(context, scale, rows, model.columns, ends, palette);
      if (model.endMs !== null) drawEndLine(context, scale, rows, nowMs, palette, false);
    }
    context.restore();
    if (model !== null && !charts.hidden) for (const chart of [inFlight, busy, lag]) chart.draw(scale, palette, ratio, nowMs);
    endDrawn = model === null || model.endMs !== null;

    /** @param {SpanIndex | null} from @param {number} untilMs @param {boolean} isFaint */
    function drawTexts(from, untilMs, isFaint) {
      if (from === null || rows.rowHeight < LABELLED) return;
      const { columns } = from.source;
      const wanted = { fromMs: scale.fromMs, toMs: scale.toMs, nowMs: untilMs, leastMs: LEAST_TEXT / scale.perMs, most: MOST_TEXTS };
      const textOf = (/** @type {number} */ at) => plan.stepText(lanes.taskOf(columns.task[at]), columns.step[at]);
      for (let row = 0; row < rows.rows; row += 1) {
        drawSpanTexts(context, scale, rows, columns, from.within(row, wanted), untilMs, palette, textOf, isFaint);
      }
    }
  }

  /**
   * Puts the spans on the canvas, as one image.
   *
   * @param {Scale} scale
   * @param {Palette} palette
   * @param {number} ratio
   * @param {number} nowMs
   */
  function paint(scale, palette, ratio, nowMs) {
    const left = Math.round(scale.left * ratio);
    const perMs = scale.perMs * ratio;
    const window = { fromMs: scale.fromMs, perMs, width: Math.max(canvas.width - left, 0), nowMs };
    const at = ticks(scale, TICK_SPACING).at;
    raster.begin(window.width, rows.rows);
    if (isFaint()) paintAll(faintIndex, FAINT);
    paintAll(index, firmOf(palette));
    raster.tick(at.map((ms) => Math.round((ms - scale.fromMs) * perMs)), palette);
    const height = Math.round(rows.rowHeight * ratio);
    raster.blit(context, palette, { left, height, inset: Math.round(insetOf(rows) * ratio), shift: Math.round(scale.fromMs * perMs) }, ratio);

    /** @param {SpanIndex | null} from @param {number} offset */
    function paintAll(from, offset) {
      if (from === null) return;
      for (let row = 0; row < rows.rows; row += 1) from.paint(row, raster.row(row), window, offset);
      from.paintLate(raster.row, window, offset);
    }
  }

  function showClock() {
    const ms = elapsed();
    const speedup = result?.speedup ?? null;
    if (model === null) {
      clock.replaceChildren(...(foretold === null ? [] : [make('span', { class: 'quiet' }, `predicted: ${duration(foretold.wallMs)}`)]));
    } else if (model.endMs !== null) {
      clock.textContent = duration(ms);
      if (speedup !== null && description.id !== 'sequential') clock.append(' ', make('span', { class: 'quiet' }, `${times(speedup)} as fast as sequential`));
    } else if (Math.abs(ms - shownClock) >= CLOCK_STEP_MS) {
      shownClock = ms;
      clock.textContent = `${(ms / 1_000).toFixed(1)} s`;
    }
  }

  return {
    id: description.id,
    /** Of the model alone; its run's letter stands beside it. */
    modelName: description.name,
    name,
    letter,
    element,
    canvas,
    outline,
    get rows() {
      return rows;
    },
    get model() {
      return model;
    },
    get index() {
      return model === null ? faintIndex : index;
    },
    get isOver() {
      return this.whole !== null;
    },
    /** The trace of a run that is over, which can be asked about. */
    get whole() {
      return model !== null && model.endMs !== null ? model : null;
    },
    /** Where its charts and lanes are, below its heading; CSS pixels. */
    get below() {
      const top = (charts.hidden ? frame : charts).offsetTop;
      return { top, height: frame.offsetTop + frame.offsetHeight - top };
    },
    /** Whether its end has come since it was drawn. */
    get isStale() {
      return model !== null && model.endMs !== null && !endDrawn;
    },
    /** When it ends, as far as is known or foretold; ms. */
    get reachMs() {
      return Math.max(elapsed(), isFaint() && foretold !== null ? foretold.wallMs : 0);
    },
    elapsed,
    spans,
    labels,
    isShown,
    draw,
    showClock,

    /**
     * Takes in what has become known.
     *
     * @param {TraceModel | null} next
     * @param {Plan} planned What the workload says of its tasks.
     * @returns {boolean} Whether it has to be laid out anew.
     */
    follow(next, planned) {
      plan = planned;
      const count = next?.tasks || plan.tasks;
      if (next !== model || count !== lanes.tasks) {
        // Until it is as high again, what stands below does not move.
        if (next !== null && next !== model) frame.style.minHeight = `${rows.height}px`;
        model = next;
        lanes = new Lanes(count);
        shownClock = -Infinity;
        forget();
        if (model !== null && model.endMs === null) live = new Live(model);
      }
      if (model?.endMs !== null) frame.style.minHeight = '';
      search();
      lost.hidden = !next?.dropped;
      if (next?.dropped) lost.textContent = `${whole(next.dropped)} spans came too fast to be recorded.`;
      const laidOut = rows.by === 'threads' ? shownThreads === threads.reduce((sum, is) => sum + is, 0) : rows.lanes === lanes && rows.count === lanes.count;
      return !laidOut || shownStartMs !== model?.startMs;
    },

    /** @param {Outline | null} next */
    foretell(next) {
      if (next === foretold) return false;
      foretold = next;
      if (model === null) {
        lanes = new Lanes(lanes.tasks);
        forget();
      }
      faintIndex = null;
      return true;
    },

    /**
     * Gives every lane its row.
     *
     * @param {By} by
     * @param {number} room Most height in CSS pixels.
     * @param {number} ratio
     */
    layOut(by, room, ratio) {
      shownThreads = threads.reduce((sum, is) => sum + is, 0);
      const before = rows;
      rows = by === 'tasks' ? layOutTasks(lanes, room, ratio) : layOutThreads(threads, room, ratio);
      shownStartMs = model?.startMs;
      const isSame = before.by === rows.by && before.lanes === rows.lanes && before.count === rows.count && before.perRow === rows.perRow;
      if (!isSame || by === 'threads') index = faintIndex = null;
    },

    /** Marks the spans of a step of a line; says whether that changes anything. @param {number} line @param {number} step */
    mark(line, step) {
      if (line === marked.line && step === marked.step) return false;
      marked = { line, step };
      index = null;
      return true;
    },

    /** @param {{ inFlight: Float64Array, busy: Float64Array }} curves */
    showCurves(curves) {
      live = null;
      inFlight.show(stepsOf(curves.inFlight));
      busy.show(stepsOf(curves.busy));
    },

    /** @param {boolean} are Whether there are charts above the lanes. */
    showCharts(are) {
      charts.hidden = !are;
    },

    /** @param {ModelResult | null} next */
    showResult(next) {
      result = next;
    },

    /**
     * The name of a task or part, in full.
     *
     * @param {number} lane
     */
    nameOf(lane) {
      return lanes.fullNameOf(lane, model?.taskNames ?? plan.nameOf, plan.stepWord);
    },

    /** The place of the workload's line that a lane is of. @param {number} lane */
    lineOf(lane) {
      return plan.lineOf(lanes.taskOf(lane));
    },

    /**
     * The text of a step of a task or part.
     *
     * @param {number} lane
     * @param {number} step
     */
    stepText(lane, step) {
      return plan.stepText(lanes.taskOf(lane), step);
    },
  };
}
