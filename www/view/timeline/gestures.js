/* Moves the timeline's window: wheel, drag, pinch and keys. */

/** @typedef {import('./scale.js').Scale} Scale */
/** @typedef {ReturnType<typeof import('./view.js').createView>} View */

/** By a notch of the wheel, or a key. */
const STEP = 1.25;
const NOTCH = 100;
/** Part of the window by which a key moves it. */
const PAN = 0.2;
/** So far a pointer moves before it drags; CSS pixels. */
const SLACK = 4;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} source
 * @param {() => Scale} source.scale
 * @param {View} source.view
 * @param {(fromMs: number, toMs: number, isDone: boolean) => void} source.select A stretch of time, by dragging with shift.
 * @param {(event: PointerEvent) => void} source.pick By a click.
 */
export function watchGestures(canvas, { scale, view, select, pick }) {
  /** @type {Map<number, { x: number, y: number }>} */
  const pointers = new Map();
  /** @type {{ kind: 'click' | 'pan' | 'select' | 'pinch', fromX: number, fromMs: number } | null} */
  let doing = null;

  /** @param {{ clientX: number }} event */
  const xOf = (event) => event.clientX - canvas.getBoundingClientRect().left;

  canvas.addEventListener('wheel', (event) => {
    const isZoom = event.ctrlKey || event.metaKey || event.altKey;
    const isPan = !isZoom && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY));
    // The wheel alone scrolls the page, as everywhere on it.
    if (!isZoom && (!isPan || view.isFit)) return;
    event.preventDefault();
    const delta = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (isZoom) view.zoom(STEP ** ((-event.deltaY * delta) / NOTCH), scale().ms(xOf(event)));
    else view.pan(((event.deltaX || event.deltaY) * delta) / scale().perMs);
  }, { passive: false });

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    canvas.setPointerCapture(event.pointerId);
    doing = { kind: pointers.size > 1 ? 'pinch' : event.shiftKey ? 'select' : 'click', fromX: event.clientX, fromMs: scale().ms(xOf(event)) };
  });

  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (doing === null || before === undefined) return;
    if (doing.kind === 'pinch') pinch(event);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (doing.kind === 'click' && Math.abs(event.clientX - doing.fromX) > SLACK) doing.kind = 'pan';
    if (doing.kind === 'pan') view.pan(doing.fromMs - scale().ms(xOf(event)));
    if (doing.kind === 'select') select(doing.fromMs, scale().ms(xOf(event)), false);
  });

  /** @param {PointerEvent} event */
  function pinch(event) {
    const others = [...pointers].filter(([id]) => id !== event.pointerId);
    const before = pointers.get(event.pointerId);
    if (others.length !== 1 || before === undefined) return;
    const [, other] = others[0];
    const was = Math.abs(before.x - other.x);
    const is = Math.abs(event.clientX - other.x);
    if (was > 8 && is > 8) view.zoom(is / was, scale().ms(xOf({ clientX: (event.clientX + other.x) / 2 })));
  }

  /** @param {PointerEvent} event */
  function release(event) {
    pointers.delete(event.pointerId);
    if (doing?.kind === 'click' && event.type === 'pointerup') pick(event);
    if (doing?.kind === 'select' && event.type === 'pointerup') select(doing.fromMs, scale().ms(xOf(event)), true);
    if (pointers.size === 0) doing = null;
  }
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
}

/**
 * Moves the window by a key, around a time; says whether it was one of its keys.
 *
 * @param {string} key
 * @param {View} view
 * @param {number} aroundMs
 */
export function moveByKey(key, view, aroundMs) {
  const width = view.toMs - view.fromMs;
  // Caps Lock is no other key.
  key = key.toLowerCase();
  if (key === '+' || key === '=' || key === 'w') view.zoom(STEP, aroundMs);
  else if (key === '-' || key === 's') view.zoom(1 / STEP, aroundMs);
  else if (key === '0' || key === 'f') view.fit();
  else if (key === 'a') view.pan(-PAN * width);
  else if (key === 'd') view.pan(PAN * width);
  else return false;
  return true;
}
