/** What one probe saw. Answers of a stranger's application: never log them as they are. */
export type Observation = Answer | NoAnswer;

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's first part, as text. */
  readonly body: string;
  /** Address of a redirect that was not followed, and why; null when there was none. */
  readonly refusedRedirect: { readonly to: string; readonly why: string } | null;
}

/** No name, no connection, no TLS, no answer in time. */
export interface NoAnswer {
  readonly kind: 'no-answer';
  /** `ENOTFOUND`, `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, `TIMEOUT`, ... */
  readonly code: string;
  readonly message: string;
}
