/* Listens: to the person, and to the playground; has the other modules show what comes of it. */

import { createAsker } from './ask.js';
import { createControls } from './controls.js';
import { byId, messageOf } from './dom.js';
import { createEditor } from './editor/editor.js';
import { freeName } from './editor/text.js';
import { createExampleMenu } from './example-menu.js';
import { EXAMPLES } from './examples.js';
import { counted } from './format.js';
import { showHelp } from './help.js';
import { createModelList } from './models.js';
import { notice } from './notices.js';
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
/** @typedef {ReturnType<typeof readSetup>} Kept */

/**
 * Shows the page at once, and what it is for as soon as the playground can run.
 *
 * @param {Promise<Playground>} opening
 */
export async function showPage(opening) {
  const kept = readSetup();
  const editor = createEditor(kept.text ?? EXAMPLES[0].text);
  // Until there is a playground to run anything, Run must not send the form.
  byId('setup', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
  try {
    await connect(await opening, editor, kept);
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
 * @param {Kept} kept
 */
async function connect(playground, editor, kept) {
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
  const enrich = enricher(editor, playground);
  /** @type {State} */
  let state = 'idle';
  let isShown = false;
  /** @type {Line[]} Of the text as it was last checked. */
  let lines = [];
  /** The text that `lines` are of. */
  let checkedText = '';

  showHelp(description, (name, steps) => editor.appendLine(`${freeName(editor.text, name)}: ${steps}`));
  createExampleMenu(EXAMPLES, showExample);
  showEnvironment(environment);
  notice(environment.why);
  notice(environment.serviceWorkerWhy);
  workers.max = String(description.limits.workers);
  workers.disabled = environment.poolSize === 0;
  workers.placeholder = String(environment.poolSize);
  workers.value = kept.workers ?? '';
  models.tick(kept.models ?? EXAMPLES[0].models);

  byId('setup', HTMLFormElement).addEventListener('input', changed);
  playground.addEventListener('change', (event) => showState(/** @type {Change} */ (detailOf(event))));
  playground.addEventListener('result', (event) => showResult(/** @type {Finished} */ (detailOf(event))));
  await checker.now(editor.text);
  controls.show(state);
  for (const turning of ['pointerenter', 'focusin']) byId('editor', HTMLDivElement).addEventListener(turning, enrich);

  function changed() {
    checker.soon(editor.text);
    timeline.preview(models.ticked, lines);
    notice(keepSetup({ text: editor.text, models: models.ticked, workers: workers.value }));
  }

  async function run() {
    if (state !== 'idle') return;
    if (models.ticked.length === 0) return controls.say('Tick at least one model to run.');
    /** @type {RunRequest} */
    const request = { workload: editor.text, models: models.ticked };
    if (workers.value !== '') request.workers = workers.valueAsNumber;
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
    const isChecked = workload === checkedText;
    timeline.begin(models.ticked, isChecked ? lines : []);
    // It may have been started from the console, or before what was typed last was checked.
    if (!isChecked) timeline.explain((await playground.check(workload)).lines);
  }

  /** @param {Finished} finished */
  function showResult({ result }) {
    timeline.showResult(result);
    showResults(result, description);
    controls.say(spokenSummary(result, description));
    enrich();
  }

  /**
   * @param {string} text
   * @param {CheckResult} result
   */
  function showCheck(text, result) {
    if (text !== editor.text) return;
    checkedText = text;
    lines = result.lines;
    editor.showDiagnostics(result.diagnostics);
    byId('workload-tasks', HTMLParagraphElement).textContent = result.ok
      ? counted(result.tasks, 'task')
      : counted(result.diagnostics.length, 'mistake');
    if (result.ok) timeline.preview(models.ticked, lines);
  }

  /** @param {import('./examples.js').Example} example */
  function showExample(example) {
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
