/* The timeline: what was run or would be, what is kept beside it, and what pointer and keys do there. */

import { make } from '../dom.js';
import { createAsking } from './asking.js';
import { createBar } from './bar.js';
import { createCast } from './cast.js';
import { createForeseer } from './foresee.js';
import { moveByKey, watchGestures } from './gestures.js';
import { createInspector } from './inspector.js';
import { createOverlays } from './overlays.js';
import { createPace } from './pace.js';
import { createPlan } from './plan.js';
import { createSection } from './section.js';
import { createStage } from './stage.js';

/** So long what is foretold of one model waits for the others; ms. */
const TOGETHER_MS = 50;

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

/**
 * @param {HTMLElement} root
 * @param {Playground} playground
 * @param {Description} description
 */
export function createTimeline(root, playground, description) {
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  const hint = make('p', { class: 'timeline-hint quiet' });
  const sectionList = make('div', {});
  const keys = make('p', { id: 'timeline-keys', class: 'unseen' }, 'Arrow keys go from span to span, plus and minus zoom, A and D move the window, 0 shows all, Shift with the arrows selects a stretch of time, Enter pins a span, Escape lets go.');
  const kinds = new Map(description.kinds.map((kind) => [kind.id, kind]));

  let plan = createPlan([]);
  /** The last run, once it is over. @type {{ run: Run, result: RunResult } | null} */
  let last = null;
  let runs = 0;
  let running = false;
  /** What would be run. @type {Preview} */
  let wanted = { workload: '', models: [] };
  /** The text that the trace is of. */
  let ran = '';
  /** Whether what is shown was measured; else another text has come since. */
  let isMeasured = false;
  /** What that came to. @type {RunResult | null} */
  let result = null;
  /** @type {(step: { line: number, step: number } | null) => void} */
  let pinned = () => {};
  let marked = { line: -1, step: -1 };
  /** The timer that leads to the frame in which what is foretold is drawn. */
  let redrawing = 0;

  const cast = createCast(sectionList, createOwn);
  const stage = createStage(root, {
    kinds: description.kinds,
    shown: () => cast.shown,
    drawn: place,
  });
  const { view } = stage;
  const overlays = createOverlays({ axis: stage.axis, sectionList, scale: () => stage.scale });
  const bar = createBar(view, () => {
    inspector.letGo();
    for (const section of cast.shown) section.showCharts(bar.charts);
    redraw();
  });
  const asking = createAsking({
    playground,
    shown: () => cast.shown,
    isRunning: () => running,
    nameOf: (kind) => kinds.get(kind)?.name ?? 'unknown',
    showStretch: overlays.showStretch,
    showReplay(at) {
      if (at !== null && !view.isFit) view.reveal(at.ms);
      overlays.showReplay(at);
    },
  });
  root.before(bar.element);
  root.replaceChildren(stage.axis, sectionList, hint, keys, ...overlays.elements);
  root.after(...asking.elements);
  const inspector = createInspector(root, {
    groupOf: (kind) => kinds.get(kind)?.group,
    palette: () => stage.palette,
    scale: () => stage.scale,
    select: (fromMs, toMs) => asking.select(fromMs, toMs, true),
    pinned: (step) => pinned(step),
  });
  const foreseer = createForeseer(playground, (model, outline) => {
    const section = cast.own.find((each) => each.id === model);
    if (section?.foretell(outline) && !running) redrawSoon();
  });
  const pace = createPace(step);
  // Mostly it is higher or lower because of what has been drawn.
  new ResizeObserver(() => (stage.isOutdated ? redraw() : place())).observe(root);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw());

  /** Puts what lies over the models where they are now. */
  function place() {
    inspector.refresh();
    overlays.place();
  }

  /** @param {string} id @param {string} [letter] Of a run that is kept. */
  function create(id, letter) {
    const model = description.models.find((each) => each.id === id);
    // Nothing else is run, foretold or kept.
    if (model === undefined) throw new Error(`There is no model “${id}”.`);
    const section = createSection(model, (kind) => kinds.get(kind), letter);
    inspector.watch(section);
    watchGestures(section.canvas, {
      scale: () => stage.scale,
      view,
      select: asking.select,
      pick(event) {
        inspector.pin(section, event);
        asking.look(section, stage.scale.ms(event.clientX - section.canvas.getBoundingClientRect().left));
      },
    });
    section.canvas.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') asking.letGo();
      if (moveByKey(event.key, view, inspector.heldMs ?? (view.fromMs + view.toMs) / 2)) event.preventDefault();
    });
    section.canvas.addEventListener('pointermove', (event) => overlays.pointAt(event.clientX - section.canvas.getBoundingClientRect().left));
    section.canvas.addEventListener('pointerleave', overlays.pointAway);
    section.showCharts(bar.charts);
    return section;
  }

  /** @param {string} id */
  function createOwn(id) {
    const section = create(id);
    section.mark(marked.line, marked.step);
    section.showResult(result?.models[id] ?? null);
    return section;
  }

  /** Has a section for each model, and those of kept runs beside; says whether that changes anything. @param {string[]} ids */
  function arrange(ids) {
    if (!cast.arrange(ids, isMeasured && !running && last !== null ? last.run.number : null)) return false;
    inspector.letGo();
    return true;
  }

  /** What was measured, as long as that is shown. */
  function measured() {
    return isMeasured ? playground.trace().models : [];
  }

  /** Takes in the trace; says whether it has to be laid out anew. */
  function follow() {
    const models = measured();
    const rest = cast.own.map((section) => section.id).filter((id) => !models.some((model) => model.id === id));
    let changed = arrange([...models.map((model) => model.id), ...rest]);
    for (const section of cast.own) {
      const model = models.find((each) => each.id === section.id) ?? null;
      changed = section.follow(model, plan) || changed;
    }
    return changed;
  }

  function redraw() {
    if (cast.shown.length === 0 || root.clientWidth === 0) return;
    follow();
    stage.look();
    stage.layOut(bar.by, running);
    hint.hidden = running || cast.own.every((section) => section.model !== null);
    if (!hint.hidden) hint.textContent = 'What is faint is predicted, on a virtual clock. Press Run: every bar will be measured in this browser, live.';
  }

  /** Once for all models that are foretold until then: mostly all of them are. */
  function redrawSoon() {
    if (redrawing !== 0) return;
    redrawing = window.setTimeout(() => {
      requestAnimationFrame(() => {
        redrawing = 0;
        if (!running) redraw();
      });
    }, TOGETHER_MS);
  }

  /** Draws what has come of a run that goes on. @param {number} now */
  function step(now) {
    const changed = follow();
    const longest = Math.max(0, ...cast.own.map((section) => section.elapsed()));
    if (stage.isElsewhere) return redraw();
    if (longest > view.wholeMs || changed) return stage.layOut(bar.by, running);
    stage.drawGrowing();
    inspector.follow(now);
  }

  /** Asks about what was run, which is over. */
  async function ask() {
    asking.letGo();
    await asking.ask(cast.own, (all) => {
      for (const { trace, curves } of all) {
        const known = last?.run.models.find((each) => each.trace === trace);
        if (known !== undefined) known.curves = curves;
      }
      if (!running) redraw();
    });
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
      wanted = preview;
      // What goes on is looked at, and what it was about stays until something else is asked for.
      if (running) return;
      isMeasured = ran === wanted.workload;
      if (isOther) {
        asking.letGo();
        stage.clear();
      }
      plan = createPlan(lines);
      arrange([...new Set([...measured().map((model) => model.id), ...wanted.models])]);
      if (isSecret) {
        foreseer.forget();
        for (const section of cast.own) section.foretell(null);
      } else foreseer.see(wanted);
      redraw();
      // What was run before is shown again.
      if (isOther && isMeasured) ask();
      else asking.renew();
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
      hint.hidden = true;
      inspector.letGo();
      asking.letGo();
      asking.renew();
      stage.clear();
      arrange(models);
      for (const section of cast.own) {
        section.showResult(null);
        if (workload !== wanted.workload) section.foretell(null);
      }
      redraw();
      pace.begin();
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
      pace.end();
      const { models } = playground.trace();
      const ids = models.map((model) => model.id);
      runs += 1;
      last = result && { result, run: { number: runs, lines: plan.lines, models: models.map((trace) => ({ trace, curves: null, result: result?.models[trace.id] ?? null })) } };
      arrange(ran === wanted.workload ? [...new Set([...ids, ...wanted.models])] : ids);
      redraw();
      ask();
    },

    /** What a run has come to, which its end shows, if it has begun at all. @param {RunResult} finished */
    showResult(finished) {
      result = finished;
      for (const section of cast.own) section.showResult(result.models[section.id] ?? null);
      if (running) return;
      redraw();
      // One that was stopped before it began leaves nothing to be asked about.
      asking.renew();
    },

    /** Says why there is nothing to be seen, where there is nothing. @param {string} why */
    excuse(why) {
      if (cast.shown.length > 0) return;
      hint.hidden = false;
      hint.textContent = why;
    },

    /** The last run, to be kept; nothing if its trace is not there. @param {RunResult} its */
    take(its) {
      return last?.result === its ? last.run : null;
    },

    /** A section for a run that is kept. @param {string} id @param {string} letter */
    createKept: (id, letter) => create(id, letter),

    /** Shows these sections of kept runs beside what is run, and no others. @param {import('./cast.js').Beside} beside */
    compare(beside) {
      cast.compare(beside);
      if (!arrange(cast.own.map((section) => section.id))) return;
      redraw();
      asking.renew();
    },

    /** @param {(step: { line: number, step: number } | null) => void} told Of which step a span is that is pinned. */
    onPin(told) {
      pinned = told;
    },

    /** Marks the spans of a step. @param {{ line: number, step: number }} step */
    mark(step) {
      marked = step;
      const changes = cast.own.map((section) => section.mark(step.line, step.step));
      if (changes.includes(true)) stage.draw(true);
    },
  };
}
