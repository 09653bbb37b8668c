/* Plots, by uPlot: its style sheet is adopted, its colours are the page's, and what it shows is said in words too. */

import uPlot from 'uplot';
import sheet from 'uplot/dist/uPlot.min.css';

import { make } from '../dom.js';

/**
 * @typedef {object} Series
 * @property {string} label
 * @property {(number | null)[]} values
 * @property {string} colour A variable of the style sheet.
 * @property {number[]} dash
 * @property {string} border
 * @property {boolean} [points] Whether its points are marked.
 */

/**
 * @typedef {object} Plot
 * @property {string} label What is to be seen, in words.
 * @property {{ label: string, values: number[], tell: (value: number) => string }} x
 * @property {{ label: string, tell: (value: number) => string, isLogarithmic?: boolean }} y
 * @property {Series[]} series
 */

const HEIGHT = 260;
const WIDEST = 720;
/** Those of lines that follow each other, so that they are told apart without colour. */
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
/** The same as borders, for the legend. */
const BORDERS = ['solid', 'dashed', 'dotted', 'double'];
const COLOURS = ['--kind-wait', '--kind-run', '--kind-thread', '--kind-lock', '--kind-gil', '--kind-spawn', '--kind-copy', '--kind-backoff', '--quiet'];

const adopted = new CSSStyleSheet();
adopted.replaceSync(sheet);
document.adoptedStyleSheets.push(adopted);

/**
 * The look of the nth of several lines.
 *
 * @param {number} n
 */
export function look(n) {
  return { colour: COLOURS[n % COLOURS.length], dash: DASHES[n % DASHES.length], border: BORDERS[n % BORDERS.length] };
}

/** @param {HTMLElement} root */
export function createPlot(root) {
  /** @type {uPlot | null} */
  let drawn = null;
  /** @type {Plot | null} */
  let plot = null;

  function draw() {
    drawn?.destroy();
    drawn = null;
    if (plot === null || root.clientWidth === 0) return;
    const style = getComputedStyle(root);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const font = `12px ${style.fontFamily}`;
    /** @param {string} label @param {(value: number) => string} tell @param {number} [size] */
    const axis = (label, tell, size) => ({
      label,
      font,
      labelFont: font,
      stroke: colour('--quiet'),
      grid: { stroke: colour('--grid'), width: 1 },
      ticks: { stroke: colour('--grid'), width: 1 },
      values: (/** @type {uPlot} */ _, /** @type {(number | null)[]} */ splits) => splits.map((split) => (split === null ? '' : tell(split))),
      ...(size !== undefined && { size }),
    });
    const { x, y, series } = plot;
    /** @type {uPlot.Options} */
    const options = {
      width: Math.min(root.clientWidth, WIDEST),
      height: HEIGHT,
      scales: { x: { time: false }, y: y.isLogarithmic ? { distr: 3 } : { range: { min: { pad: 0, hard: 0, soft: 0, mode: 1 }, max: { pad: 0.05 } } } },
      axes: [axis(x.label, x.tell), axis(y.label, y.tell, 70)],
      legend: { markers: { width: 3, dash: (_, i) => series[i - 1]?.border ?? 'solid' } },
      cursor: { drag: { x: false, y: false } },
      series: [
        { label: x.label, value: (_, value) => (value === null || value === undefined ? '–' : x.tell(value)) },
        ...series.map(({ label, colour: name, dash, points = false }) => ({
          label,
          stroke: colour(name),
          width: 2,
          dash,
          points: { show: points, size: 7 },
          value: (/** @type {uPlot} */ _, /** @type {number | null} */ value) => (value === null || value === undefined ? '–' : y.tell(value)),
        })),
      ],
    };
    drawn = new uPlot(options, [x.values, ...series.map(({ values }) => values)], root);
    root.querySelector('canvas')?.setAttribute('role', 'img');
    root.querySelector('canvas')?.setAttribute('aria-label', plot.label);
  }

  let width = 0;
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    draw();
  }).observe(root);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  return {
    /** @param {Plot | null} next */
    show(next) {
      plot = next;
      draw();
    },
  };
}

/**
 * The numbers of a plot as a table.
 *
 * @param {string} label
 * @param {string[]} heads
 * @param {string[][]} rows Each begins with what it is of.
 */
export function numbers(label, heads, rows) {
  const head = make('tr', {}, ...heads.map((each) => make('th', { scope: 'col' }, each)));
  const body = rows.map(([first, ...cells]) => make('tr', {}, make('th', { scope: 'row' }, first), ...cells.map((cell) => make('td', {}, cell))));
  const table = make('table', { class: 'numbers' }, make('thead', {}, head), make('tbody', {}, ...body));
  return make('div', { class: 'scrollable', tabindex: '0', role: 'region', 'aria-label': label }, table);
}
