/* The timeline: follows the trace frame by frame while a run goes on, and answers pointer and keys. */

import { contextOf, make } from '../dom.js';
import { drawAxis, INDENT } from './draw.js';
import { createInspector } from './inspector.js';
import { createLegend } from './legend.js';
import { readPalette } from './palette.js';
import { createPlan } from './plan.js';
import { createScale, growEnd } from './scale.js';
import { createSection } from './section.js';

/** @typedef {import('../../api-types.js').Description} Description */
/** @typedef {import('../../api-types.js').Line} Line */
/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../../api-types.js').RunResult} RunResult */
/** @typedef {import('./section.js').Section} Section */

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
  const axis = make('canvas', { class: 'axis', 'aria-hidden': 'true' });
  const axisContext = contextOf(axis);
  const hint = make('p', { class: 'timeline-hint quiet' }, 'Press Run: every bar will be measured in this browser, live.');
  const sectionList = make('div', {});
  const keys = make('p', { id: 'timeline-keys', class: 'unseen' }, 'Arrow keys go from span to span, Escape lets go.');
  root.replaceChildren(axis, sectionList, hint, keys);

  let plan = createPlan([]);
  let scale = createScale(0, 1, FIRST_END_MS);
  let ratio = 1;
  let palette = readPalette(description.kinds, root, ratio);
  const legend = createLegend(palette);
  /** @type {Section[]} */
  let sections = [];
  let running = false;
  /** The timer that leads to the next drawing. */
  let next = 0;
  /** When lanes may be laid out anew. */
  let notBefore = 0;
  /** @type {RunResult | null} */
  let result = null;

  const inspector = createInspector(root, {
    groupOf,
    palette: () => palette,
    plan: () => plan,
    scale: () => scale,
  });

  /** @param {number} kind */
  function groupOf(kind) {
    return palette.byId.get(kind)?.kind.group;
  }

  new ResizeObserver(() => redraw()).observe(root);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw());

  /** Most height a model may take: all of them should fit on a screen. */
  function room() {
    const all = Math.max(window.innerHeight * 0.62, 260);
    return Math.min(Math.max(Math.floor(all / Math.max(sections.length, 1)) - ABOVE, 88), MOST_HEIGHT);
  }

  /** Pixels for the labels, the same for all models so that they share one axis. */
  function gutter() {
    axisContext.font = `${palette.fontSize}px ${palette.font}`;
    let widest = 0;
    for (const section of sections) {
      for (const { text, depth } of section.labels(plan).slice(0, 200)) {
        widest = Math.max(widest, depth * INDENT + axisContext.measureText(text).width);
      }
    }
    return Math.ceil(Math.min(widest + 10, root.clientWidth * 0.28, 180));
  }

  /** @param {string[]} ids */
  function arrange(ids) {
    if (ids.join() !== sections.map((section) => section.id).join()) {
      inspector.letGo();
      sections = ids.map(
        (id) =>
          sections.find((section) => section.id === id) ??
          watched(createSection(description.models.find((model) => model.id === id) ?? unknownModel(id), groupOf)),
      );
      sectionList.replaceChildren(...sections.map((section) => section.element));
      return true;
    }
    return false;
  }

  /** @param {Section} section */
  function watched(section) {
    inspector.watch(section);
    return section;
  }

  /** Takes in the trace; says whether it has to be laid out anew. */
  function follow() {
    const { models } = playground.trace();
    const rest = sections.map((section) => section.id).filter((id) => !models.some((model) => model.id === id));
    let changed = arrange([...models.map((model) => model.id), ...rest]);
    for (const section of sections) {
      const model = models.find((each) => each.id === section.id) ?? null;
      changed = section.follow(model, plan.tasks) || changed;
    }
    return changed;
  }

  function redraw() {
    if (sections.length === 0 || root.clientWidth === 0) return;
    follow();
    ratio = window.devicePixelRatio || 1;
    palette = readPalette(description.kinds, root, ratio);
    legend.show(palette);
    layOut();
  }

  /** Gives every lane its row, and draws everything on an axis that holds all models. */
  function layOut() {
    for (const section of sections) section.layOut(room());
    const longest = Math.max(0, ...sections.map((section) => section.elapsed()));
    const over = !running && longest > 0;
    const end = over ? longest * AFTER : growEnd(running ? scale.endMs : FIRST_END_MS, longest);
    const left = gutter();
    scale = createScale(left, Math.max(root.clientWidth - left, 40), end);
    axis.width = Math.round(root.clientWidth * ratio);
    axis.height = Math.round(AXIS_HEIGHT * ratio);
    axisContext.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (running || over) drawAxis(axisContext, scale, AXIS_HEIGHT, palette);
    for (const section of sections) {
      section.drawAll(scale, palette, plan, ratio);
      legend.note(section.spans());
    }
    showClocks();
    inspector.refresh();
  }

  function showClocks() {
    for (const section of sections) section.showClock();
  }

  function drawSoon() {
    next = window.setTimeout(() => requestAnimationFrame(step), reducedMotion.matches ? LONG_REST : REST);
  }

  /** @param {number} now */
  function step(now) {
    next = 0;
    if (!running) return;
    drawSoon();
    const changed = follow();
    const longest = Math.max(0, ...sections.map((section) => section.elapsed()));
    if (ratio !== (window.devicePixelRatio || 1)) return redraw();
    if (longest > scale.endMs || (changed && now >= notBefore)) {
      layOut();
      const done = performance.now();
      notBefore = done + (SHARE - 1) * (done - now);
      return;
    }
    for (const section of sections) {
      if (section.isStale) section.drawAll(scale, palette, plan, ratio);
      else if (!section.isOver) section.drawNew(scale, palette);
      legend.note(section.spans());
    }
    showClocks();
    inspector.follow(now);
  }

  return {
    /**
     * The tasks that a run would have, before there is one.
     *
     * @param {string[]} models
     * @param {Line[]} lines
     */
    preview(models, lines) {
      if (running || result !== null || playground.trace().models.length > 0) return;
      plan = createPlan(lines);
      arrange(ordered(models));
      redraw();
    },

    /**
     * @param {string[]} models That are expected to run.
     * @param {Line[]} lines
     */
    begin(models, lines) {
      plan = createPlan(lines);
      running = true;
      result = null;
      notBefore = 0;
      hint.hidden = true;
      inspector.letGo();
      legend.clear();
      arrange(ordered(models));
      for (const section of sections) section.showResult(null);
      scale = createScale(0, 1, FIRST_END_MS);
      redraw();
      if (next === 0) drawSoon();
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
      arrange(playground.trace().models.map((model) => model.id));
      redraw();
    },

    /** @param {RunResult} finished */
    showResult(finished) {
      result = finished;
      for (const section of sections) section.showResult(result.models[section.id] ?? null);
      redraw();
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
  return { id, name: id, note: '', summary: '', needsThreads: false, withoutGil: null };
}
