/** An answer of one operation, before GitHub's common headers are added. */
export interface ApiReply {
  readonly status: number;
  readonly body?: unknown;
  /** Instead of `body`, when plain text was asked for. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One entry of `errors` in GitHub's 422. */
export interface FieldError {
  readonly resource: string;
  readonly field: string;
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'custom';
  readonly message?: string;
}

export const documentationUrl = 'https://docs.github.com/rest';

/** An answer that is an error; thrown by handlers, sent as GitHub words it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly reply: ApiReply;
  constructor(
    status: number,
    message: string,
    more: Partial<ApiReply> & { errors?: unknown } = {},
  ) {
    super(message);
    const errors = more.errors === undefined ? {} : { errors: more.errors };
    this.reply = {
      status,
      body: { message, ...errors, documentation_url: documentationUrl, status: String(status) },
      headers: more.headers ?? {},
    };
  }
}

export const ok = (body: unknown): ApiReply => ({ status: 200, body });
export const created = (body: unknown, url: string): ApiReply => ({
  status: 201,
  body,
  headers: { location: url },
});
export const noContent: ApiReply = { status: 204 };

/** GitHub also answers 404 where the caller may not know that a thing exists. */
export const notFound = (): ApiError => new ApiError(404, 'Not Found');

/** 422 with the fields at fault. */
export const validationFailed = (...errors: readonly FieldError[]): ApiError =>
  new ApiError(422, 'Validation Failed', { errors });
