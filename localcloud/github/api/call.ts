import type { OperationId } from '../operations.ts';
import type { Repository, Token } from '../state/model.ts';
import type { View } from '../shapes/view.ts';
import type { ApiReply } from './reply.ts';

/** Who calls; without a token nobody. */
export interface Caller {
  readonly token: Token | null;
  readonly login: string;
}

/** A call that was routed, authorised and validated. */
export interface ApiCall extends View {
  readonly caller: Caller;
  /** Of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What the caller wants: `application/vnd.github.raw+json` and its kin. */
  readonly accept: string;
  /** Path of the call below the API's address, undecoded, without query. */
  readonly path: string;
  /** The repository of the path; throws 404 where the path names none. */
  readonly repository: () => Repository;
}

export type OperationHandler = (call: ApiCall) => ApiReply;

/** Handlers of one kind of thing; one file each. */
export type OperationFamily = Readonly<Partial<Record<OperationId, OperationHandler>>>;
