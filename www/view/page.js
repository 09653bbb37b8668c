/* Listens: to the person, and to the playground; has the other modules show what comes of it. */

import { createChecker } from './check.js';
import { byId, make, messageOf } from './dom.js';
import { createEditor } from './editor.js';
import { EXAMPLES } from './examples.js';
import { counted } from './format.js';
import { showHelp } from './help.js';
import { createModelList } from './models.js';
import { notice } from './notices.js';
import { showEnvironment, showResults, spokenSummary } from './results.js';
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

/** @param {Playground} playground */
export async function showPage(playground) {
  const form = byId('setup', HTMLFormElement);
  const runButton = byId('run', HTMLButtonElement);
  const stopButton = byId('stop', HTMLButtonElement);
  const workers = byId('workers', HTMLInputElement);
  const kept = readSetup();
  /** @type {State} */
  let state = 'idle';
  /** @type {Line[]} Of the text as it was last checked. */
  let lines = [];

  playground.addEventListener('notice', (event) => notice(detailOf(event).message));

  const editor = createEditor({ changed: () => changed() });
  const checker = createChecker((text) => playground.check(text), showCheck, (error) => {
    say(`The workload cannot be checked: ${messageOf(error)}`);
  });
  let changed = () => {};
  editor.open(kept.text ?? EXAMPLES[0].text);

  try {
    await playground.ready;
  } catch (error) {
    byId('models', HTMLDivElement).replaceChildren();
    notice(`The playground could not start: ${messageOf(error)}`);
    return;
  }
  const description = playground.describe();
  const { environment } = playground;
  const models = createModelList(description.models, environment, () => changed());
  const timeline = createTimeline(byId('timeline', HTMLDivElement), playground, description);
  showHelp(description, (line) => editor.appendLine(line));
  showExamples();
  showEnvironment(environment);
  notice(environment.why);
  notice(environment.serviceWorkerWhy);
  workers.max = String(description.limits.workers);
  workers.placeholder = String(environment.poolSize);
  workers.value = kept.workers ?? '';
  models.tick(kept.models ?? EXAMPLES[0].models);

  changed = () => {
    checker.soon(editor.text);
    keep();
    timeline.preview(models.ticked, lines);
  };
  workers.addEventListener('input', keep);
  await checker.now(editor.text);

  playground.addEventListener('change', (event) => showState(/** @type {Change} */ (detailOf(event))));
  playground.addEventListener('result', (event) => {
    const { result } = /** @type {Finished} */ (detailOf(event));
    timeline.showResult(result);
    showResults(result, description);
    say(spokenSummary(result, description));
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  stopButton.addEventListener('click', stop);
  runButton.setAttribute('aria-disabled', 'false');

  async function run() {
    if (state !== 'idle') return;
    if (models.ticked.length === 0) return say('Tick at least one model to run.');
    /** @type {RunRequest} */
    const request = { workload: editor.text, models: models.ticked };
    if (workers.value !== '') request.workers = workers.valueAsNumber;
    try {
      await playground.run(request);
    } catch (error) {
      showRefusal(/** @type {PlaygroundError} */ (error));
    }
  }

  async function stop() {
    if (state !== 'starting' && state !== 'running') return;
    try {
      await playground.stop();
    } catch (error) {
      say(`The run could not be stopped: ${messageOf(error)}`);
    }
  }

  /** @param {PlaygroundError} error */
  function showRefusal(error) {
    say(`Not run: ${messageOf(error)}`);
    if (error.diagnostics) {
      editor.showDiagnostics(error.diagnostics);
      editor.goToMistake();
    }
  }

  /** @param {Change} change */
  async function showState(change) {
    const before = state;
    state = change.state;
    runButton.setAttribute('aria-disabled', String(state !== 'idle'));
    stopButton.setAttribute('aria-disabled', String(state !== 'starting' && state !== 'running'));
    document.body.classList.toggle('is-running', state !== 'idle');
    if (before === 'idle' && state !== 'idle') {
      // A run may have been started from the console, with another text than the editor's.
      timeline.begin(change.workload === editor.text ? lines : (await playground.check(change.workload)).lines);
    }
    if (state === 'idle') timeline.end();
    if (state === 'starting') say('Starting…');
    if (state === 'stopping') say('Stopping…');
    if (state === 'running' && change.model !== null) {
      const name = description.models.find((model) => model.id === change.model)?.name ?? change.model;
      say(`Running ${name}…`);
    }
  }

  /**
   * @param {string} text
   * @param {CheckResult} result
   */
  function showCheck(text, result) {
    if (text !== editor.text) return;
    lines = result.lines;
    editor.showDiagnostics(result.diagnostics);
    byId('workload-tasks', HTMLParagraphElement).textContent = result.ok
      ? counted(result.tasks, 'task')
      : counted(result.diagnostics.length, 'mistake');
    if (result.ok) timeline.preview(models.ticked, lines);
  }

  function showExamples() {
    byId('examples', HTMLDivElement).replaceChildren(
      ...EXAMPLES.map((example) => {
        const button = make('button', { type: 'button', class: 'small' }, example.name);
        button.addEventListener('click', () => {
          editor.replaceAll(example.text);
          models.tick(example.models);
        });
        return button;
      }),
    );
  }

  function keep() {
    notice(keepSetup({ text: editor.text, models: models.ticked, workers: workers.value }));
  }

  /** @param {string} sentence */
  function say(sentence) {
    byId('status', HTMLParagraphElement).textContent = sentence;
  }
}

/** @param {Event} event */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}
