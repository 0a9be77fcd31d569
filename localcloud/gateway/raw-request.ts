/** A request to the gateway before it is known what it asks for. */
export interface RawRequest {
  readonly method: string;
  /** Path with query string, as received. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Undefined when the body is streamed (object uploads). */
  readonly body?: string;
}
