/* What the timeline computes of its spans: which are on a pixel or in a window, how many at once, and the axis. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Counts } from '../../www/view/timeline/counts.js';
import { createScale, ticks } from '../../www/view/timeline/scale.js';
import { SpanIndex } from '../../www/view/timeline/spans.js';

/** Numbers between 0 and 1 that are the same each time. */
function draws() {
  let seed = 1;
  return () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Spans of many tasks, one after another, with a gap now and then, of four kinds; and the row that each task is in. */
function many(count, tasks, rows) {
  const columns = { start: new Float64Array(count), end: new Float64Array(count), task: new Uint32Array(count), kind: new Uint8Array(count) };
  const reached = new Float64Array(tasks);
  const draw = draws();
  for (let i = 0; i < count; i += 1) {
    const task = i % tasks;
    columns.start[i] = reached[task] + (draw() < 0.3 ? draw() * 40 : 0);
    columns.end[i] = reached[task] = columns.start[i] + draw() * 10;
    columns.task[i] = task;
    columns.kind[i] = Math.floor(draw() * 4);
  }
  const perRow = Math.ceil(tasks / rows);
  const rowOf = (i) => Math.floor(columns.task[i] / perRow);
  return { index: new SpanIndex({ columns, length: count }, rows, rowOf, (i) => columns.kind[i]), columns, rowOf, wholeMs: Math.max(...reached) };
}

describe('the index of spans', () => {
  const WIDTH = 1_000;

  test('a picture is of as many things as it has pixels, of a hundred thousand spans or a million', () => {
    for (const [count, tasks, rows] of [[100_000, 40, 40], [100_000, 1_000, 160], [1_000_000, 40, 40], [1_000_000, 10_000, 160]]) {
      const { index, wholeMs } = many(count, tasks, rows);
      const cells = new Uint8Array(WIDTH);
      for (const zoom of [1, 10, 1_000, 100_000]) {
        index.seen = 0;
        const window = { fromMs: wholeMs / 3 / zoom, perMs: (WIDTH * zoom) / wholeMs, width: WIDTH, nowMs: wholeMs };
        for (let row = 0; row < rows; row += 1) index.paint(row, cells, window, 1);
        // To find a block on a pixel, the four looks' worth of blocks above and beside it are seen, too.
        assert.ok(index.seen < 4 * WIDTH * rows, `${count} spans in ${rows} rows, zoomed ${zoom} times: ${index.seen} seen`);
      }
    }
  });

  test('each pixel shows what is on it or beside it, and nothing is hidden by what is lower, whatever the zoom', () => {
    for (const [count, tasks, rows] of [[500, 30, 6], [3_000, 30, 6], [40_000, 600, 6]]) {
      const { index, columns, rowOf, wholeMs } = many(count, tasks, rows);
      for (const zoom of [0.5, 1, 3, 7, 50]) {
        const window = { fromMs: (wholeMs / 2) * (1 - 1 / zoom), perMs: (WIDTH * zoom) / wholeMs, width: WIDTH, nowMs: wholeMs };
        for (let row = 0; row < rows; row += 1) {
          const cells = new Uint8Array(WIDTH);
          index.paint(row, cells, window, 1);
          // Every look that is on a pixel, by its bit, and the highest of those that last longer than on two.
          const looks = new Uint8Array(WIDTH + 2);
          const lasting = new Uint8Array(WIDTH);
          for (let i = 0; i < count; i += 1) {
            if (rowOf(i) !== row) continue;
            const left = Math.floor((columns.start[i] - window.fromMs) * window.perMs + 0.5);
            const right = Math.max(Math.floor((columns.end[i] - window.fromMs) * window.perMs + 0.5), left + 1);
            for (let x = Math.max(left, -1); x < Math.min(right, WIDTH + 1); x += 1) looks[x + 1] |= 1 << columns.kind[i];
            for (let x = Math.max(left + 1, 0); x < Math.min(right - 1, WIDTH); x += 1) lasting[x] = Math.max(lasting[x], columns.kind[i] + 1);
          }
          const invented = cells.findIndex((value, x) => value !== 0 && ((looks[x] | looks[x + 1] | looks[x + 2]) & (1 << (value - 1))) === 0);
          const hidden = cells.findIndex((value, x) => value < lasting[x] || Math.max(cells[x - 1] ?? 4, value, cells[x + 1] ?? 4) < 32 - Math.clz32(looks[x + 1]));
          assert.deepEqual({ invented, hidden }, { invented: -1, hidden: -1 }, `${count} spans, row ${row}, zoomed ${zoom} times`);
        }
      }
    }
  });

  test('spans are found in their row, open ones too, and long ones by their length', () => {
    const columns = { start: Float64Array.of(0, 10, 12, 30, 5), end: Float64Array.of(10, 12, 30, NaN, 6), task: Uint32Array.of(0, 0, 0, 0, 1), kind: new Uint8Array(5) };
    const index = new SpanIndex({ columns, length: 5 }, 2, (i) => columns.task[i], () => 0);
    const found = (wanted) => index.within(0, { fromMs: 0, toMs: 100, nowMs: 50, leastMs: 0, most: 10, ...wanted });
    assert.deepEqual(found({}), [0, 1, 2, 3]);
    assert.deepEqual(found({ fromMs: 11, toMs: 11.5 }), [1]);
    assert.deepEqual(found({ leastMs: 10 }), [0, 2, 3]);
    assert.deepEqual(found({ most: 2 }), [0, 1]);
  });

  test('what was in flight is counted the same, in whatever order it becomes known', () => {
    const draw = draws();
    const spans = Array.from({ length: 2_000 }, () => {
      const start = Math.floor(draw() * 1_000);
      return [start, start + Math.floor(draw() * 50)];
    });
    const counted = new Counts();
    // As rings are read: by and by, a thread's after another's, ends long after beginnings.
    for (let at = 0; at < spans.length; at += 7) {
      for (const [start] of spans.slice(at, at + 7)) counted.begin(start);
      for (const [, end] of spans.slice(Math.max(at - 70, 0), Math.max(at - 63, 0))) counted.end(end);
      counted.settle();
    }
    for (const [, end] of spans.slice(1_932)) counted.end(end);
    assert.equal(counted.settle(), true);
    assert.equal(counted.settle(), false);
    const times = [...new Set(spans.flat())].sort((a, b) => a - b);
    const values = times.map((ms) => spans.filter(([start, end]) => start <= ms && ms < end).length);
    assert.deepEqual(counted.times, times);
    assert.deepEqual(counted.values, values);
    assert.equal(counted.most, Math.max(...values));
  });

  test('the axis has ticks in its window alone', () => {
    const { at, step } = ticks(createScale(0, 600, 1_200, 2_400), 58);
    assert.equal(step, 200);
    assert.deepEqual(at, [1_200, 1_400, 1_600, 1_800, 2_000, 2_200, 2_400]);
  });
});
