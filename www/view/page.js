/* Listens: to the person, and to the playground; has the other modules show what comes of it. */

import { keepForOffline, watchForUpdate } from '../offline.js';
import { createAddress } from './address.js';
import { createAsker } from './ask.js';
import { createControls } from './controls.js';
import { byId, messageOf } from './dom.js';
import { createEditor } from './editor/editor.js';
import { freeName } from './editor/text.js';
import { createExampleMenu } from './example-menu.js';
import { EXAMPLES } from './examples.js';
import { createExports } from './exports.js';
import { counted } from './format.js';
import { showHelp } from './help.js';
import { readLink } from './link.js';
import { createModelList } from './models.js';
import { notice } from './notices.js';
import { createProjector } from './projector.js';
import { nameOf, showEnvironment, showResults, spokenSummary } from './results.js';
import { keepSetup, readSetup } from './store.js';
import { createTimeline } from './timeline/timeline.js';

/** @typedef {import('../api-types.js').Change} Change */
/** @typedef {import('../api-types.js').CheckResult} CheckResult */
/** @typedef {import('../api-types.js').Finished} Finished */
/** @typedef {import('../api-types.js').Line} Line */
/** @typedef {import('../api-types.js').Playground} Playground */
/** @typedef {import('../api-types.js').PlaygroundError} PlaygroundError */
/** @typedef {import('../api-types.js').RunRequest} RunRequest */
/** @typedef {import('../api-types.js').State} State */
/** @typedef {ReturnType<typeof createEditor>} Editor */
/** @typedef {import('./store.js').Setup} Setup */
/** @typedef {ReturnType<typeof import('./embed.js').showEmbedded>} Embedded */

/**
 * Shows the page at once, and what it is for as soon as the playground can run.
 *
 * @param {Promise<Playground>} opening
 */
export async function showPage(opening) {
  createProjector(notice);
  const read = await readLink(location.hash);
  if (read !== null && 'problem' in read) notice(read.problem);
  const { text, models } = EXAMPLES[0];
  const embedded = new URLSearchParams(location.search).has('embed') ? (await import('./embed.js')).showEmbedded() : null;
  /** @type {Setup} */
  const opened = read !== null && 'setup' in read ? read.setup : { text, models, workers: '', ...(embedded === null && readSetup()) };
  const editor = createEditor(opened.text);
  // Until there is a playground to run anything, Run must not send the form.
  byId('setup', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
  try {
    await connect(await opening, editor, opened, embedded);
  } catch (error) {
    byId('models', HTMLDivElement).replaceChildren();
    notice(`The playground could not start: ${messageOf(error)} Reload the page to try again.`);
  }
}

/**
 * Joins the page's parts with a playground that is ready.
 *
 * @param {Playground} playground
 * @param {Editor} editor
 * @param {Setup} opened What the page shows at first.
 * @param {Embedded | null} embedded In a frame, what stands in for the address.
 */
async function connect(playground, editor, opened, embedded) {
  playground.addEventListener('notice', (event) => notice(detailOf(event).message));
  const description = playground.describe();
  const { environment } = playground;
  const workers = byId('workers', HTMLInputElement);
  const controls = createControls({ run, stop });
  const models = createModelList(description.models, environment);
  const timeline = createTimeline(byId('timeline', HTMLDivElement), playground, description);
  const checker = createAsker((text) => playground.check(text), showCheck, (error) => {
    controls.say(`The workload cannot be checked: ${messageOf(error)}`);
  });
  const exports = createExports(playground, controls.say);
  const enrich = enricher(editor, playground);
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
  /** The text that `lines` are of. */
  let checkedText = '';

  showHelp(description, (name, steps) => editor.appendLine(`${freeName(editor.text, name)}: ${steps}`));
  createExampleMenu(EXAMPLES, showExample);
  showEnvironment(environment);
  watchForUpdate((take) => notice('A new version of this page is ready.', { name: 'Reload with it', act: take }), () => playground.loaded());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keepForOffline(environment.build);
  });
  notice(environment.why);
  notice(environment.serviceWorkerWhy);
  workers.max = String(description.limits.workers);
  workers.disabled = environment.poolSize === 0;
  workers.placeholder = String(environment.poolSize);
  showOptions(opened);
  embedded?.follow(opened);

  byId('setup', HTMLFormElement).addEventListener('input', changed);
  byId('copy-link', HTMLButtonElement).addEventListener('click', copyLink);
  playground.addEventListener('change', (event) => showState(/** @type {Change} */ (detailOf(event))));
  playground.addEventListener('result', (event) => showResult(/** @type {Finished} */ (detailOf(event))));
  await checker.now(editor.text);
  controls.show(state);
  for (const turning of ['pointerenter', 'focusin']) byId('editor', HTMLDivElement).addEventListener(turning, enrich);

  /** @returns {Setup} */
  function setup() {
    return { text: editor.text, models: models.ticked, workers: workers.value };
  }

  /** By the person. */
  function changed() {
    isChanged = true;
    checker.soon(editor.text);
    timeline.preview(models.ticked, lines);
    if (embedded === null) notice(keepSetup(setup()));
  }

  /**
   * Shows what a link says; it is kept only once something of it is changed.
   *
   * @param {Setup} next
   */
  function showSetup(next) {
    editor.load(next.text);
    showOptions(next);
    checker.now(next.text);
  }

  /** @param {Setup} next */
  function showOptions(next) {
    workers.value = next.workers;
    models.tick(next.models);
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
    controls.say(messageOf(error));
    if (error.diagnostics === undefined) return;
    editor.showDiagnostics(error.diagnostics);
    editor.goToMistake();
  }

  /** @param {Change} change */
  async function showState(change) {
    state = change.state;
    controls.show(state);
    if (state === 'starting') controls.say('Starting…');
    if (state === 'stopping') controls.say('Stopping…');
    if (state === 'running' && change.model !== null) controls.say(`Running ${nameOf(change.model, description)}…`);
    // A run that is refused has no model: what the timeline shows stays.
    if (change.model !== null && !isShown) await showRun(change.workload ?? '');
    else if (state === 'idle' && isShown) {
      isShown = false;
      timeline.end();
    }
  }

  /** @param {string} workload */
  async function showRun(workload) {
    isShown = true;
    exports.show(false);
    const isChecked = workload === checkedText;
    timeline.begin(models.ticked, isChecked ? lines : []);
    // It may have been started from the console, or before what was typed last was checked.
    if (!isChecked) timeline.explain((await playground.check(workload)).lines);
  }

  /** @param {Finished} finished */
  function showResult({ result }) {
    timeline.showResult(result);
    exports.show(Object.keys(result.models).length > 0);
    showResults(result, description);
    controls.say(spokenSummary(result, description));
    enrich();
    keepForOffline(environment.build);
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
    editor.showDiagnostics(result.diagnostics);
    byId('workload-tasks', HTMLParagraphElement).textContent = result.ok
      ? counted(result.tasks, 'task')
      : counted(result.diagnostics.length, 'mistake');
    if (result.ok) timeline.preview(models.ticked, lines);
  }

  /** @param {import('./examples.js').Example} example */
  function showExample(example) {
    address.settle();
    editor.replaceAll(example.text);
    models.tick(example.models);
    changed();
    controls.say(`${example.name}: ${example.shows}`);
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

/** @param {Event} event */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}
