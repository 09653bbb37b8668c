/* Speed-up on more and more threads, measured on a press, beside the ideal and Amdahl's law as it fits. */

import { make, messageOf } from '../dom.js';
import { counted, duration, times } from '../format.js';

/** @typedef {import('../../api-types.js').Finished} Finished */
/** @typedef {import('../../api-types.js').Playground} Playground */
/** @typedef {import('../../api-types.js').ScaleResult} ScaleResult */

/** To see what more threads than cores come to. */
const BEYOND = 2;
const MOST = 64;

/**
 * @param {Playground} playground
 * @param {(sentence: string) => void} say
 */
export function createSpeedup(playground, say) {
  const { cores, build } = playground.environment;
  const to = Math.min(BEYOND * cores, MOST);
  const chart = make('div', { class: 'plot', hidden: true });
  const below = make('div', { 'aria-live': 'polite' });
  // Until there is a run to do it with.
  const press = make('button', { type: 'button', class: 'small', 'aria-disabled': 'true' }, `Run it on 1 to ${to} threads, three times each`);
  const intro = make('p', { class: 'quiet' }, 'The workload that was run last, on more and more threads without a GIL; the computing of a single task is divided among them, where it can be.');
  const element = make('div', {}, intro, press, chart, below);
  /** @type {ReturnType<typeof import('./plot.js').createPlot> | null} */
  let plot = null;
  let workload = '';

  press.addEventListener('click', measure);

  async function measure() {
    if (press.getAttribute('aria-disabled') === 'true') return;
    press.setAttribute('aria-disabled', 'true');
    below.replaceChildren(make('p', {}, 'Running; Stop ends it …'));
    try {
      const loading = import('./plot.js');
      const scaling = await playground.scale({ workload, from: 1, to });
      await draw(scaling, await loading);
      say(scaling.stopped ? 'Stopped.' : `Done. The speed-up on 1 to ${to} threads is told under “Speed-up on more threads”.`);
    } catch (error) {
      below.replaceChildren(make('p', { class: 'bad' }, messageOf(error)));
    } finally {
      press.removeAttribute('aria-disabled');
    }
  }

  /** @param {ScaleResult} scaling @param {typeof import('./plot.js')} plots */
  async function draw({ points, amdahl, stopped }, { createPlot, look, numbers }) {
    const measured = points.filter(({ speedup }) => speedup !== null);
    chart.hidden = measured.length < 2;
    plot ??= createPlot(chart);
    plot.show(chart.hidden ? null : {
      label: 'Speed-up against threads, beside the ideal and Amdahl’s law; the table has the numbers.',
      x: { label: 'Threads', values: measured.map(({ workers }) => workers), tell: (value) => (Number.isInteger(value) ? String(value) : '') },
      y: { label: 'Speed-up', tell: times },
      series: [
        { label: 'Measured', values: measured.map(({ speedup }) => speedup), points: true, ...look(0) },
        { label: 'Ideal', values: measured.map(({ workers }) => workers), ...look(1) },
        ...(amdahl === null ? [] : [{ label: 'Amdahl', values: measured.map(({ fitted }) => fitted), ...look(2) }]),
      ],
    });
    const told = points.map(({ workers, wallMs, min, max, speedup, fitted }) => [
      String(workers), `${duration(wallMs)} (${duration(min)} to ${duration(max)})`, speedup === null ? '–' : times(speedup), fitted === null ? '–' : times(fitted),
    ]);
    below.replaceChildren(
      ...(stopped ? [make('p', {}, 'Stopped: the numbers are of what had been run by then.')] : []),
      ...(points.length > 0 && measured.length === 0 ? [make('p', {}, 'Not every task of it ends well on one thread, so there is no speed-up to tell.')] : []),
      ...(amdahl === null ? [] : [make('p', {}, law(amdahl))]),
      numbers('Speed-up on more threads', ['Threads', 'Wall time', 'Speed-up', 'By Amdahl’s law'], told),
    );
  }

  /** @param {NonNullable<ScaleResult['amdahl']>} amdahl */
  function law({ serial, interval, limit, upTo }) {
    const percent = (/** @type {number} */ part) => `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;
    const range = interval === null ? '' : ` (${percent(interval[0])} to ${percent(interval[1])})`;
    const most = limit === null ? 'nothing stays serial' : `so no number of threads makes it more than ${times(limit)} as quick`;
    return `Fitted to 1 to ${counted(upTo, 'thread')}, Amdahl’s law has ${percent(serial)}${range} of the work stay serial: ${most}.`;
  }

  return {
    element,
    /** @param {Finished} finished */
    show(finished) {
      if (build === 'single') return element.replaceChildren(make('p', {}, 'This needs threads, which this page does not have (see above).'));
      if (finished.workload === workload) return;
      workload = finished.workload;
      press.removeAttribute('aria-disabled');
      chart.hidden = true;
      below.replaceChildren();
    },
  };
}
