/* Errors that cross a border: thrown to the caller of the page's API, and sent between workers as data. */

/** What `playground` rejects with: `code` is stable, `message` is one sentence with what to do. */
export class PlaygroundError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {import('./api-types.js').Diagnostic[]} [diagnostics]
   */
  constructor(code, message, diagnostics) {
    super(message);
    this.name = 'PlaygroundError';
    this.code = code;
    if (diagnostics) this.diagnostics = diagnostics;
  }

  /** @param {import('./protocol.js').ErrorData} data */
  static from(data) {
    return new PlaygroundError(data.code, data.message, data.diagnostics);
  }
}

/**
 * Turns anything thrown into data that can be sent.
 *
 * @param {unknown} thrown
 * @returns {import('./protocol.js').ErrorData}
 */
export function toData(thrown) {
  if (!(thrown instanceof Error)) return { name: 'Error', code: 'internal', message: String(thrown) };
  const { code, diagnostics } = /** @type {Error & { code?: string, diagnostics?: string }} */ (thrown);
  return {
    name: thrown.name,
    code: code ?? 'internal',
    message: thrown.message,
    ...(diagnostics && { diagnostics: JSON.parse(diagnostics) }),
  };
}
