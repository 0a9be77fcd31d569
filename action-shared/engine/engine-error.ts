import type { EngineErrorKind } from './protocol.ts';

/** An engine operation that did not succeed, as the stack runner tells it. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: EngineErrorKind;
  /** Resource that failed, where there is one. */
  readonly urn: string | null;
  /** Engine operation -> count of what was done before the failure. */
  readonly changes: Readonly<Record<string, number>>;
  /** True: the engine still works on it; `post` has to wait for its end. */
  readonly unfinished: boolean;

  constructor(
    kind: EngineErrorKind,
    message: string,
    details: {
      readonly urn?: string | null;
      readonly changes?: Readonly<Record<string, number>>;
      readonly unfinished?: boolean;
    } = {},
  ) {
    super(message);
    this.kind = kind;
    this.urn = details.urn ?? null;
    this.changes = details.changes ?? {};
    this.unfinished = details.unfinished ?? false;
  }
}
