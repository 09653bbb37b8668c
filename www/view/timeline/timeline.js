/* The timeline: follows the trace while a run goes on, and answers pointer and keys. */

import { contextOf, make, messageOf } from '../dom.js';
import { createBar } from './bar.js';
import { drawAxis, INDENT } from './draw.js';
import { createForeseer } from './foresee.js';
import { moveByKey, watchGestures } from './gestures.js';
import { createInspector } from './inspector.js';
import { createLegend } from './legend.js';
import { createOverlays } from './overlays.js';
import { readPalette } from './palette.js';
import { createPlan } from './plan.js';
import { createRange } from './range.js';
import { createScale, growEnd } from './scale.js';
import { createSection } from './section.js';
import { createView } from './view.js';

/** @typedef {import('../../api-types.js').Description} Description */
/** @typedef {import('../../api-types.js').Line} Line */
/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../../api-types.js').RunResult} RunResult */
/** @typedef {import('./kept.js').Run} Run */
/** @typedef {import('./section.js').Section} Section */

/**
 * @typedef {object} Preview What a run would be of.
 * @property {string} workload
 * @property {string[]} models
 * @property {number} [workers]
 */

const FIRST_END_MS = 1_000;
const AXIS_HEIGHT = 24;
const MOST_HEIGHT = 320;
/** Room for what stands above a model's lanes. */
const ABOVE = 72;
/** Room behind the longest model for the time at its end. */
const AFTER = 1.09;
/**
 * Between two drawings while a run goes on; ms. The page shares the cores with what it measures: at every frame it took
 * a fifth of one from two threads on two cores.
 */
const REST = 60;
/** The same where motion is not wanted; ms. */
const LONG_REST = 250;
/** While lanes are added, laying them out may take one part of the time in so many. */
const SHARE = 5;

/**
 * @param {HTMLElement} root
 * @param {Playground} playground
 * @param {Description} description
 */
export function createTimeline(root, playground, description) {
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const axis = make('canvas', { class: 'axis', 'aria-hidden': 'true' });
  const axisContext = contextOf(axis);
  const hint = make('p', { class: 'timeline-hint quiet' });
  const sectionList = make('div', {});
  const keys = make('p', { id: 'timeline-keys', class: 'unseen' }, 'Arrow keys go from span to span, plus and minus zoom, A and D move the window, 0 shows all, Shift with the arrows selects a stretch of time, Enter pins a span, Escape lets go.');
  const view = createView(() => drawSoon());
  const bar = createBar(view, () => {
    inspector.letGo();
    for (const section of shown) section.showCharts(bar.charts);
    redraw();
  });
  const replayPlace = make('div', {});

  const kinds = new Map(description.kinds.map((kind) => [kind.id, kind]));
  let plan = createPlan([]);
  let scale = createScale(0, 1, 0, FIRST_END_MS);
  let ratio = 1;
  /** What the palette depends on. */
  let shownLook = '';
  let palette = readPalette(description.kinds, root, ratio);
  const legend = createLegend(palette);
  const overlays = createOverlays({ axis, sectionList, scale: () => scale });
  /** What is run, or would be, a section each. @type {Section[]} */
  let sections = [];
  /** These, and beside them what is kept. @type {Section[]} */
  let shown = [];
  /** Gives those, but for the one of the run that is shown itself. @type {(shown: number | null) => Section[]} */
  let keptBeside = () => [];
  /** The last run, once it is over. @type {{ run: Run, result: RunResult } | null} */
  let last = null;
  let runs = 0;
  let running = false;
  /** The timer that leads to the next drawing of a run. */
  let next = 0;
  /** The frame in which a moved window is drawn. */
  let drawing = 0;
  /** When lanes may be laid out anew. */
  let notBefore = 0;
  /** What would be run. @type {Preview} */
  let wanted = { workload: '', models: [] };
  /** The text that the trace is of. */
  let ran = '';
  /** Whether what is shown was measured; else another text has come since. */
  let isMeasured = false;
  /** What that came to. @type {RunResult | null} */
  let result = null;

  const foreseer = createForeseer(playground, (model, outline) => {
    const section = sections.find((each) => each.id === model);
    if (section?.foretell(outline) && !running) redraw();
  });

  const range = createRange({ playground, sections: () => shown, nameOf: (kind) => kinds.get(kind)?.name ?? 'unknown', changed: () => overlays.showBand(range.stretch) });
  root.before(bar.element);
  root.replaceChildren(axis, sectionList, hint, keys, ...overlays.elements);
  root.after(range.element, replayPlace);
  /** The replay, once there is something to replay. @type {ReturnType<typeof import('./replay/replay.js').createReplay> | null} */
  let replay = null;
  /** Where the replay stands. @type {{ section: Section, ms: number } | null} */
  let replayed = null;
  /** @type {(step: { line: number, step: number } | null) => void} */
  let pinned = () => {};
  let marked = { line: -1, step: -1 };

  const inspector = createInspector(root, {
    groupOf,
    palette: () => palette,
    scale: () => scale,
    select: (fromMs, toMs) => range.select(fromMs, toMs, true),
    pinned: (step) => pinned(step),
  });

  function showReplayCursor() {
    overlays.showReplay(replayed !== null && shown.includes(replayed.section) ? { over: replayed.section.element, ms: replayed.ms } : null);
  }

  /** Lets what was run be replayed and asked about; the replay comes with the first run. */
  async function study() {
    range.letGo();
    try {
      await Promise.all(sections.map(async (section) => {
        const trace = section.whole;
        if (trace === null) return;
        const curves = await playground.study(trace).curves();
        const measured = last?.run.models.find((each) => each.trace === trace);
        if (measured !== undefined) measured.curves = curves;
        if (section.whole === trace) section.showCurves(curves);
      }));
      const { createReplay } = await import('./replay/replay.js');
      replay ??= createReplay({
        playground,
        showCursor(section, ms) {
          replayed = section === null ? null : { section, ms };
          if (replayed !== null && !view.isFit) view.reveal(ms);
          showReplayCursor();
        },
      });
      replayPlace.replaceChildren(replay.element);
    } catch (error) {
      // Another run has begun, or this one left no trace.
      console.info(`Nothing is to be replayed: ${messageOf(error)}`);
    }
    if (!running) redraw();
    offerReplay();
  }

  /** What is over, of all that is shown; while a run goes on it has the cores to itself. */
  function offerReplay() {
    replay?.offer(running ? [] : shown.filter((section) => section.isOver));
  }

  /** @param {number} kind */
  function groupOf(kind) {
    return kinds.get(kind)?.group;
  }

  new ResizeObserver(() => redraw()).observe(root);
  dark.addEventListener('change', () => redraw());

  /** Most height a model may take: all of them should fit on a screen. */
  function room() {
    const all = Math.max(window.innerHeight * 0.62, 260);
    return Math.min(Math.max(Math.floor(all / Math.max(shown.length, 1)) - ABOVE, 88), MOST_HEIGHT);
  }

  /** Pixels for the labels, the same for all models so that they share one axis. */
  function gutter() {
    axisContext.font = `700 ${palette.fontSize}px ${palette.font}`;
    let widest = 0;
    for (const section of shown) {
      for (const { text, depth } of section.labels().slice(0, 200)) {
        widest = Math.max(widest, depth * INDENT + axisContext.measureText(text).width);
      }
    }
    return Math.ceil(Math.min(widest + 10, root.clientWidth * 0.28, 180));
  }

  /** @param {string} id */
  function modelOf(id) {
    return description.models.find((model) => model.id === id) ?? unknownModel(id);
  }

  /** Has a section for each model, and those of kept runs beside; says whether that changes anything. @param {string[]} ids */
  function arrange(ids) {
    if (ids.join() !== sections.map((section) => section.id).join()) {
      sections = ids.map((id) => sections.find((section) => section.id === id) ?? created(id));
    }
    const next = besideEachOther(sections, keptBeside(isMeasured && !running && last !== null ? last.run.number : null));
    if (next.length === shown.length && next.every((section, i) => section === shown[i])) return false;
    inspector.letGo();
    shown = next;
    sectionList.replaceChildren(...shown.map((section) => section.element));
    return true;
  }

  /** @param {string} id */
  function created(id) {
    const section = watched(createSection(modelOf(id), (kind) => kinds.get(kind)));
    section.mark(marked.line, marked.step);
    section.showResult(result?.models[id] ?? null);
    return section;
  }

  /** @param {Section} section */
  function watched(section) {
    inspector.watch(section);
    watchGestures(section.canvas, {
      scale: () => scale,
      view,
      select: (fromMs, toMs, isDone) => range.select(fromMs, toMs, isDone),
      pick(event) {
        inspector.pin(section, event);
        replay?.look(section, scale.ms(event.clientX - section.canvas.getBoundingClientRect().left));
      },
    });
    section.canvas.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') range.letGo();
      if (moveByKey(event.key, view, inspector.heldMs ?? (view.fromMs + view.toMs) / 2)) event.preventDefault();
    });
    section.canvas.addEventListener('pointermove', (event) => overlays.pointAt(event.clientX - section.canvas.getBoundingClientRect().left));
    section.canvas.addEventListener('pointerleave', overlays.pointAway);
    section.showCharts(bar.charts);
    return section;
  }

  /** What was measured, as long as that is shown. */
  function measured() {
    return isMeasured ? playground.trace().models : [];
  }

  /** Takes in the trace; says whether it has to be laid out anew. */
  function follow() {
    const models = measured();
    const rest = sections.map((section) => section.id).filter((id) => !models.some((model) => model.id === id));
    let changed = arrange([...models.map((model) => model.id), ...rest]);
    for (const section of sections) {
      const model = models.find((each) => each.id === section.id) ?? null;
      changed = section.follow(model, plan) || changed;
    }
    return changed;
  }

  function redraw() {
    if (shown.length === 0 || root.clientWidth === 0) return;
    follow();
    ratio = window.devicePixelRatio || 1;
    const look = [ratio, dark.matches, getComputedStyle(document.documentElement).fontSize].join(' ');
    if (look !== shownLook) {
      shownLook = look;
      palette = readPalette(description.kinds, root, ratio);
      legend.show(palette);
    }
    layOut();
  }

  /** Gives every lane its row, and draws everything on an axis that holds all models. */
  function layOut() {
    for (const section of shown) section.layOut(bar.by, room(), ratio);
    const longest = Math.max(0, ...shown.map((section) => section.reachMs));
    view.hold(longest > 0 && !isGrowing(longest) ? longest * AFTER : growEnd(running ? view.wholeMs : FIRST_END_MS, longest));
    axis.width = Math.round(root.clientWidth * ratio);
    axis.height = Math.round(AXIS_HEIGHT * ratio);
    drawAll(true);
    hint.hidden = running || sections.every((section) => section.model !== null);
    if (!hint.hidden) hint.textContent = 'What is faint is predicted, on a virtual clock. Press Run: every bar will be measured in this browser, live.';
  }

  /** Whether the axis has to leap ahead, as a run goes on past all that was foretold. @param {number} longest */
  function isGrowing(longest) {
    return running && sections.some((section) => section.model !== null && !section.isOver && section.elapsed() >= longest * 0.98);
  }

  /** @param {boolean} isWhole With the labels. */
  function drawAll(isWhole) {
    const left = isWhole ? gutter() : scale.left;
    scale = createScale(left, Math.max(root.clientWidth - left, 40), view.fromMs, view.toMs);
    axisContext.setTransform(ratio, 0, 0, ratio, 0, 0);
    axisContext.clearRect(0, 0, root.clientWidth, AXIS_HEIGHT);
    if (shown.some((section) => section.reachMs > 0)) drawAxis(axisContext, scale, AXIS_HEIGHT, palette);
    for (const section of shown) {
      section.draw(scale, palette, ratio, isWhole);
      legend.note(section.spans());
    }
    showClocks();
    inspector.refresh();
    overlays.showBand(range.stretch);
    showReplayCursor();
  }

  /** In the next frame, once, however often the window moves until then. */
  function drawSoon() {
    if (drawing === 0) {
      drawing = requestAnimationFrame(() => {
        drawing = 0;
        drawAll(false);
      });
    }
  }

  function showClocks() {
    for (const section of shown) section.showClock();
  }

  function stepSoon() {
    next = window.setTimeout(() => requestAnimationFrame(step), reducedMotion.matches ? LONG_REST : REST);
  }

  /** @param {number} now */
  function step(now) {
    next = 0;
    if (!running) return;
    stepSoon();
    const changed = follow();
    const longest = Math.max(0, ...sections.map((section) => section.elapsed()));
    if (ratio !== (window.devicePixelRatio || 1)) return redraw();
    if (longest > view.wholeMs || (changed && now >= notBefore)) {
      layOut();
      const done = performance.now();
      notBefore = done + (SHARE - 1) * (done - now);
      return;
    }
    for (const section of sections) {
      if (section.isStale || (section.model !== null && !section.isOver)) section.draw(scale, palette, ratio, false);
      legend.note(section.spans());
    }
    showClocks();
    inspector.follow(now);
  }

  return {
    /** The text that what is shown is of. */
    get text() {
      return isMeasured ? ran : wanted.workload;
    },

    /**
     * What a run of a text without mistakes would look like; what was measured of it, where it has been run.
     *
     * @param {Preview & { isSecret?: boolean }} preview `isSecret`: what a run would look like is not to be shown.
     * @param {Line[]} lines
     */
    preview({ isSecret = false, ...preview }, lines) {
      const isOther = preview.workload !== wanted.workload;
      wanted = { ...preview, models: ordered(preview.models) };
      // What goes on is looked at, and what it was about stays until something else is asked for.
      if (running) return;
      isMeasured = ran === wanted.workload;
      if (isOther) {
        range.letGo();
        legend.clear();
        view.fit();
      }
      plan = createPlan(lines);
      arrange([...new Set([...measured().map((model) => model.id), ...wanted.models])]);
      if (isSecret) {
        foreseer.forget();
        for (const section of sections) section.foretell(null);
      } else foreseer.see(wanted);
      redraw();
      // What was run before is shown again.
      if (isOther && isMeasured) study();
      else offerReplay();
    },

    /**
     * @param {string} workload
     * @param {string[]} models That are expected to run.
     * @param {Line[]} lines
     */
    begin(workload, models, lines) {
      plan = createPlan(lines);
      running = isMeasured = true;
      ran = workload;
      result = null;
      notBefore = 0;
      hint.hidden = true;
      inspector.letGo();
      range.letGo();
      offerReplay();
      legend.clear();
      view.fit();
      arrange(ordered(models));
      for (const section of sections) {
        section.showResult(null);
        if (workload !== wanted.workload) section.foretell(null);
      }
      redraw();
      if (next === 0) stepSoon();
    },

    /**
     * The workload of the run that is going on, where it became known late.
     *
     * @param {Line[]} lines
     */
    explain(lines) {
      plan = createPlan(lines);
      redraw();
    },

    /** Where it is not to be seen, as below the set-up on a phone. */
    bringIntoView() {
      if (root.getBoundingClientRect().top < window.innerHeight * 0.7) return;
      root.scrollIntoView({ block: 'nearest', behavior: reducedMotion.matches ? 'auto' : 'smooth' });
    },

    end() {
      running = false;
      const { models } = playground.trace();
      const ids = models.map((model) => model.id);
      runs += 1;
      last = result && { result, run: { number: runs, lines: plan.lines, models: models.map((trace) => ({ trace, curves: null, result: result?.models[trace.id] ?? null })) } };
      arrange(ran === wanted.workload ? [...new Set([...ids, ...wanted.models])] : ids);
      redraw();
      study();
    },

    /** @param {RunResult} finished */
    showResult(finished) {
      result = finished;
      for (const section of sections) section.showResult(result.models[section.id] ?? null);
      redraw();
    },

    /** Says why there is nothing to be seen, where there is nothing. @param {string} why */
    excuse(why) {
      if (shown.length > 0) return;
      hint.hidden = false;
      hint.textContent = why;
    },

    /** The last run, to be kept; nothing if its trace is not there. @param {RunResult} its */
    take(its) {
      return last?.result === its ? last.run : null;
    },

    /** A section for a run that is kept. @param {string} id @param {string} letter */
    createKept(id, letter) {
      return watched(createSection(modelOf(id), (kind) => kinds.get(kind), letter));
    },

    /** Shows these sections of kept runs beside what is run, and no others. @param {(shown: number | null) => Section[]} beside But for those of the run that is shown itself. */
    compare(beside) {
      keptBeside = beside;
      if (!arrange(sections.map((section) => section.id))) return;
      redraw();
      range.renew();
      offerReplay();
    },

    /** @param {(step: { line: number, step: number } | null) => void} told Of which step a span is that is pinned. */
    onPin(told) {
      pinned = told;
    },

    /** Marks the spans of a step. @param {{ line: number, step: number }} step */
    mark(step) {
      marked = step;
      const changes = sections.map((section) => section.mark(step.line, step.step));
      if (changes.includes(true)) drawAll(true);
    },
  };
}

/**
 * As they run: the event loop first.
 *
 * @param {string[]} models
 */
function ordered(models) {
  return [...models].sort((a, b) => Number(b === 'event-loop') - Number(a === 'event-loop'));
}

/** @param {string} id */
function unknownModel(id) {
  return { id, name: id, note: '', summary: '', needsThreads: false, withoutGil: null, main: 'main thread', others: 'worker' };
}

/**
 * A model's own section, and after it those of kept runs under the same model.
 *
 * @param {Section[]} own
 * @param {Section[]} kept
 */
export function besideEachOther(own, kept) {
  const beside = own.flatMap((section) => [section, ...kept.filter(({ id }) => id === section.id)]);
  return [...beside, ...kept.filter(({ id }) => own.every((section) => section.id !== id))];
}
