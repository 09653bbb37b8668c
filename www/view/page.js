/* Listens: to the person, and to the playground; has the other modules show what comes of it. */

import { LESSONS, loadLesson } from '../lessons/index.js';
import { keepForOffline, watchForUpdate } from '../offline.js';
import { createAddress } from './address.js';
import { createAge, showAges } from './age.js';
import { createAsker } from './ask.js';
import { createControls } from './controls.js';
import { createCodePane } from './code-pane.js';
import { byId, messageOf } from './dom.js';
import { freeName } from './editor/text.js';
import { createExports } from './exports.js';
import { counted } from './format.js';
import { createGuessSwitch } from './guess/switch.js';
import { createHelp } from './help.js';
import { createKeeper } from './keeper.js';
import { createLessonMenu } from './lesson-menu.js';
import { createModelList } from './models.js';
import { notice } from './notices.js';
import { nameOf, showEnvironment, showResults, spokenSummary } from './results.js';
import { keepSetup } from './store.js';
import { createTimeline } from './timeline/timeline.js';
import { joinTrail } from './trail.js';

/** @typedef {import('../api-types.js').Change} Change */
/** @typedef {import('../api-types.js').CheckResult} CheckResult */
/** @typedef {import('../api-types.js').Description} Description */
/** @typedef {import('../api-types.js').Finished} Finished */
/** @typedef {import('../api-types.js').Line} Line */
/** @typedef {import('../api-types.js').Playground} Playground */
/** @typedef {import('../api-types.js').PlaygroundError} PlaygroundError */
/** @typedef {import('../api-types.js').RunRequest} RunRequest */
/** @typedef {import('../api-types.js').State} State */
/** @typedef {ReturnType<typeof import('./editor/editor.js').createEditor>} Editor */
/** @typedef {import('./store.js').Setup} Setup */
/** @typedef {ReturnType<typeof import('./embed.js').showEmbedded>} Embedded */

/**
 * Joins the page's parts with a playground that is ready.
 *
 * @param {Playground} playground
 * @param {Editor} editor
 * @param {ReturnType<typeof import('./lesson.js').createLesson>} lesson
 * @param {Setup} opened What the page shows at first.
 * @param {Embedded | null} embedded In a frame, what stands in for the address.
 */
export async function connect(playground, editor, lesson, opened, embedded) {
  playground.addEventListener('notice', (event) => {
    const { message, until } = /** @type {import('../api-types.js').Notice} */ (detailOf(event));
    const away = notice(message);
    until?.then(away);
  });
  const description = playground.describe();
  const { environment } = playground;
  const workers = byId('workers', HTMLInputElement);
  const repeat = byId('repeat', HTMLInputElement);
  const controls = createControls({ run, stop });
  const models = createModelList(description.models, environment);
  const timeline = createTimeline(byId('timeline', HTMLDivElement), playground, description);
  const checker = createAsker((text) => playground.check(text), showCheck, (error) => {
    controls.say(`The workload cannot be checked: ${messageOf(error)}`);
  });
  createHelp(description, (name, steps) => editor.appendLine(`${freeName(editor.text, name)}: ${steps}`));
  const guess = createGuessSwitch(playground, description, controls.say);
  const variants = createKeeper(description, { restore, changed: showRows, timeline });
  const exports = createExports(playground, controls.say);
  const code = createCodePane(playground);
  const enrich = enricher(editor, playground);
  const explore = explorer(playground, description, controls.say);
  const address = embedded ?? createAddress((read) => {
    if (read !== null && 'problem' in read) notice(read.problem);
    else showSetup(read?.setup ?? opened);
  });
  /** @type {State} */
  let state = 'idle';
  let isShown = false;
  /** Whether the address has to follow. */
  let isChanged = false;
  /** @type {Line[]} Of the text as it was last checked. */
  let lines = [];
  /** @type {Finished | null} */
  let lastRun = null;
  /** The text that `lines` are of. */
  let checkedText = '';
  /** Whether it has no mistakes. */
  let isSound = false;
  /** Counts the lessons that were asked for: of two that are loaded at once, the last one counts. */
  let lessonsAsked = 0;

  byId('code', HTMLDetailsElement).querySelector('summary')?.append(' ', createAge('code'));
  byId('timeline-heading', HTMLHeadingElement).append(' ', createAge('timeline'));
  byId('results-heading', HTMLHeadingElement).append(' ', createAge('run'));
  joinTrail({ editor, timeline, code, checked: () => ({ text: checkedText, lines }) });
  const menu = createLessonMenu(LESSONS, turnTo);
  lesson.listen({ turn: turnTo, reset: setUp, close: closeLesson });
  showEnvironment(environment);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keepForOffline(environment.build);
  });
  notice(environment.why);
  playground.prepared.then(() => {
    notice(environment.serviceWorkerWhy);
    watchForUpdate((take) => notice('A new version of this page is ready.', { name: 'Reload with it', act: take }), () => playground.loaded());
  });
  workers.max = String(description.limits.workers);
  workers.disabled = environment.poolSize === 0;
  workers.placeholder = String(environment.poolSize);
  repeat.max = String(description.limits.repeat);
  showOptions(opened);
  embedded?.follow(opened);

  for (const place of ['setup', 'actions']) byId(place, HTMLElement).addEventListener('input', changed);
  byId('copy-link', HTMLButtonElement).addEventListener('click', copyLink);
  playground.addEventListener('change', (event) => showState(/** @type {Change} */ (detailOf(event))));
  playground.addEventListener('result', (event) => showResult(/** @type {Finished} */ (detailOf(event))));
  await checker.now(editor.text);
  controls.show(state);
  for (const turning of ['pointerenter', 'focusin']) byId('editor', HTMLDivElement).addEventListener(turning, enrich);

  /** @returns {Setup} */
  function setup() {
    const { shown } = lesson;
    return { text: editor.text, models: models.ticked, workers: workers.value, ...(repeat.value !== '' && { repeat: repeat.value }), ...(shown !== null && { lesson: shown.id }), ...(guess.isOn && { guess: true }) };
  }

  /** By the person. */
  function changed() {
    isChanged = true;
    hush();
    checker.soon(editor.text);
    if (editor.text === checkedText) preview();
    guess.ask(setup());
    if (embedded === null) notice(keepSetup(setup()));
  }

  /**
   * Shows what a link says; it is kept only once something of it is changed.
   *
   * @param {Setup} next
   */
  function showSetup(next) {
    editor.load(next.text);
    hush();
    showOptions(next);
    checker.now(next.text);
  }

  /** What the line below Run says was said of a text, and not of another; that of a run that goes on stays. */
  function hush() {
    if (state === 'idle' && editor.text !== checkedText) controls.say('');
  }

  /** Says of what stays of an earlier text that it does. */
  function tellAges() {
    showAges({ code: code.text, timeline: timeline.text, run: lastRun?.workload ?? '' }, checkedText);
  }

  /** @param {Setup} next */
  function showOptions(next) {
    workers.value = next.workers;
    repeat.value = next.repeat ?? '';
    models.tick(next.models);
    guess.set(next.guess ?? false);
    guess.ask(next);
    showLesson(next.lesson ?? '');
    const unknown = next.models.filter((id) => description.models.every((model) => model.id !== id));
    if (unknown.length > 0) notice(`This page knows no model ${unknown.map((id) => `“${id.slice(0, 40)}”`).join(', ')}.`);
  }

  async function copyLink() {
    await address.follow(setup());
    try {
      await navigator.clipboard.writeText(location.href);
      controls.say('The link is copied. It opens the page with this workload, these models and workers, and starts nothing.');
    } catch (error) {
      controls.say(`The browser does not let the page copy (${messageOf(error)}): the link is in the address bar.`);
    }
  }

  async function run() {
    if (state !== 'idle') return;
    if (models.ticked.length === 0) return controls.say('Tick at least one model to run.');
    /** @type {RunRequest} */
    const request = { workload: editor.text, models: models.ticked };
    if (workers.value !== '') request.workers = workers.valueAsNumber;
    if (repeat.value !== '') request.repeat = repeat.valueAsNumber;
    address.settle();
    try {
      const running = playground.run(request);
      timeline.bringIntoView();
      await running;
    } catch (error) {
      showRefusal(/** @type {PlaygroundError} */ (error));
    }
  }

  async function stop() {
    if (state !== 'starting' && state !== 'running') return;
    try {
      await playground.stop();
    } catch (error) {
      controls.say(`The run could not be stopped: ${messageOf(error)}`);
    }
  }

  /** @param {PlaygroundError} error */
  function showRefusal(error) {
    const { diagnostics } = error;
    if (diagnostics === undefined) return controls.say(messageOf(error));
    // What each is stands below the text.
    const [{ line, column }] = diagnostics;
    const where = diagnostics.length === 1 ? '' : 'the first one ';
    controls.say(`Nothing was run: the workload has ${counted(diagnostics.length, 'mistake')}, ${where}in line ${line}, column ${column}.`);
    editor.showDiagnostics(diagnostics);
    editor.goToMistake();
  }

  /** @param {Change} change */
  function showState(change) {
    state = change.state;
    controls.show(state);
    if (state === 'starting') controls.say('Starting…');
    if (state === 'stopping') controls.say('Stopping…');
    if (state === 'running' && change.model !== null) controls.say(`Running ${nameOf(change.model, description)}…`);
    // A run that is refused has no model: what the timeline shows stays.
    if (change.model !== null && change.shown && !isShown) showRun(change.workload ?? '');
    else if (state === 'idle' && isShown) {
      isShown = false;
      timeline.end();
    }
  }

  /** @param {string} workload */
  function showRun(workload) {
    isShown = true;
    exports.show(false);
    const isChecked = workload === checkedText;
    timeline.begin(workload, models.ticked, isChecked ? lines : []);
    tellAges();
    // It may have been started from the console, or before what was typed last was checked.
    if (!isChecked) explain(workload);
  }

  /** @param {string} workload Of the run that goes on. */
  async function explain(workload) {
    try {
      const { lines } = await playground.check(workload);
      if (timeline.text === workload) timeline.explain(lines);
    } catch (error) {
      console.info(`The timeline does without the steps' own words: ${messageOf(error)}`);
    }
  }

  /** @param {Finished} finished */
  function showResult(finished) {
    const { result } = finished;
    timeline.showResult(result);
    exports.show(Object.keys(result.models).length > 0);
    lastRun = finished;
    variants.offer({ setup: { ...setup(), text: finished.workload, models: Object.keys(result.models) }, result });
    showRows();
    controls.say(spokenSummary(result, description));
    showNoticed(finished);
    guess.show(finished);
    explore(finished).then(tellAges);
    tellAges();
    // The editor is large: whoever waits for the run goes first.
    setTimeout(enrich);
    playground.prepared.then(() => keepForOffline(environment.build));
  }

  /**
   * @param {string} text
   * @param {CheckResult} result
   */
  function showCheck(text, result) {
    if (text !== editor.text) return;
    checkedText = text;
    if (isChanged) address.follow(setup());
    isChanged = false;
    lines = result.lines;
    for (const { url, message } of result.warnings) if (!isOwn(url)) notice(message);
    editor.showDiagnostics(result.diagnostics);
    byId('workload-tasks', HTMLParagraphElement).textContent = result.ok
      ? counted(result.tasks, 'task')
      : counted(result.diagnostics.length, 'mistake');
    isSound = result.ok;
    preview();
    if (isSound) code.show({ text, models: models.ticked, workers: workerCount() });
    tellAges();
  }

  /** What is written beside Workers, if that many can be had; a run with what cannot is refused. */
  function workerCount() {
    const count = workers.valueAsNumber;
    return Number.isInteger(count) && count >= 1 && count <= description.limits.workers ? count : undefined;
  }

  /** Shows what a run would look like; it is not started. */
  function preview() {
    const count = workerCount();
    // Who guesses is not told.
    const isSecret = guess.isOn;
    if (isSound) timeline.preview({ workload: checkedText, models: models.ticked, isSecret, ...(count !== undefined && { workers: count }) }, lines);
    else timeline.excuse('What a run would look like stands here once the workload has no mistake: where the first one is, it is marked in the text.');
  }

  /**
   * Shows a lesson beside what is set up; whether it is still wanted when it has been loaded.
   *
   * @param {string} id Of a lesson; of none, none is shown.
   */
  async function showLesson(id) {
    const mine = (lessonsAsked += 1);
    let loaded = null;
    try {
      loaded = await loadLesson(id);
    } catch (error) {
      controls.say(`The lesson cannot be loaded: ${messageOf(error)}`);
    }
    if (mine !== lessonsAsked) return false;
    lesson.show(loaded === null ? null : { id, lesson: loaded });
    menu.mark(loaded === null ? '' : id);
    return loaded !== null;
  }

  /** @param {import('../lessons/index.js').Entry} entry */
  async function turnTo({ id, title }) {
    if (!(await showLesson(id)) || lesson.shown === null) return;
    setUp(lesson.shown.lesson);
    controls.say(`Lesson: ${title}. Run it to see what there is to notice.`);
  }

  /** @param {import('../lessons/index.js').Lesson} its Workload and models. */
  function setUp(its) {
    restore({ text: its.workload, models: its.models, workers: '' });
  }

  function closeLesson() {
    lesson.show(null);
    menu.mark('');
    changed();
    byId('lessons', HTMLButtonElement).focus();
  }

  /** The results, with those of kept runs beside them. */
  function showRows() {
    if (lastRun !== null) showResults(lastRun.result, description, variants.rows);
    timeline.compare(variants.beside);
  }

  /** @param {Setup} kept */
  function restore(kept) {
    address.settle();
    editor.replaceAll(kept.text);
    workers.value = kept.workers;
    repeat.value = kept.repeat ?? '';
    models.tick(kept.models);
    changed();
  }

  /** @param {Finished} finished */
  async function showNoticed({ workload, result }) {
    const { shown } = lesson;
    if (shown === null || result.stopped) return;
    const isOwn = workload.trim() === shown.lesson.workload;
    try {
      const noticed = isOwn ? await playground.notice({ notices: shown.lesson.notices, result }) : null;
      if (lesson.shown === shown) lesson.notice(noticed, (id) => nameOf(id, description));
    } catch (error) {
      controls.say(`What there is to notice cannot be told: ${messageOf(error)}`);
    }
  }
}

/**
 * Gives what loads CodeMirror, once. It is as heavy as all the rest of the page's JavaScript thrice, so it comes when
 * somebody turns to the editor or has seen a run; where it cannot be loaded, the textarea does.
 *
 * @param {Editor} editor
 * @param {Playground} playground
 */
function enricher(editor, playground) {
  let asked = false;
  return async () => {
    if (asked) return;
    asked = true;
    try {
      const { createCodeSurface } = await import('./editor/code.js');
      editor.show((area) => createCodeSurface(area, playground));
    } catch (error) {
      console.info(`The editor stays as simple as it is: ${messageOf(error)}`);
    }
  };
}

/**
 * Gives what shows a closer look at a run, which is loaded after the first one.
 *
 * @param {Playground} playground
 * @param {Description} description
 * @param {(sentence: string) => void} say
 */
function explorer(playground, description, say) {
  /** @type {Promise<ReturnType<typeof import('./explore/explore.js').createExplorer>> | null} */
  let loading = null;
  return async (/** @type {Finished} */ finished) => {
    try {
      loading ??= import('./explore/explore.js').then(({ createExplorer }) => createExplorer(playground, description, say));
      (await loading).show(finished);
    } catch (error) {
      loading = null;
      console.info(`A closer look cannot be loaded: ${messageOf(error)}`);
    }
  };
}

/** Whether a URL is one of this page's own host; one that is none asks nobody. @param {string} url */
function isOwn(url) {
  return !URL.canParse(url, document.baseURI) || new URL(url, document.baseURI).origin === location.origin;
}

/** @param {Event} event */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}
