/* What of a run the desk is told, to judge it or to foretell others: figures, without what is only to be looked at. */

/**
 * What a verdict goes by; `verdict::Evidence` in Rust.
 *
 * @param {Record<string, import('./api-types.js').ModelResult>} models
 * @param {import('./api-types.js').Environment} environment
 */
export function evidenceForVerdict(models, { cores }) {
  const evidence = Object.entries(models).map(([model, { wallMs, counts, slow, deadlocks, locks, counters, startUpMs, speedup, times, error }]) => (
    { model, wallMs, counts, slow, deadlocks, locks, counters, startUpMs, speedup, times, error }
  ));
  return { cores, models: evidence };
}

/**
 * What a prediction can learn of a run; `predict::Measured` in Rust.
 *
 * @param {import('./api-types.js').RunResult} result
 */
export function evidenceForPrediction({ models: { sequential, ...others }, overrides, environment: { cores } }) {
  return {
    cores,
    overrides,
    sequential: sequential?.times ? { times: sequential.times, wallMs: sequential.wallMs } : null,
    others: Object.entries(others).map(([model, { wallMs, startUpMs, times }]) => {
      const { computing, copying } = times?.complete ? times : { computing: null, copying: null };
      return { model, wallMs, startUpMs: startUpMs ?? null, computingMs: computing, copyingMs: startUpMs === undefined ? null : copying };
    }),
  };
}
