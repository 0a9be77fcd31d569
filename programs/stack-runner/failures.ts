import { ConcurrentUpdateError, StackNotFoundError } from '@pulumi/pulumi/automation/errors.js';
import type { EngineErrorKind } from '../../action-shared/engine/protocol.ts';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { cliMessage } from './engine-text.ts';
import type { EventSummary, Failure } from './events.ts';

export interface OperationFailure {
  readonly kind: EngineErrorKind;
  readonly message: string;
  readonly urn: string | null;
}

/** An operation that never began because it was cancelled before. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** What the CLI says when state, secrets, credentials or a plugin are out of reach. */
const BACKEND =
  /passphrase|PULUMI_ACCESS_TOKEN|pulumi login|login to|backend|bucket|blob|credential|no such host|connection refused|decrypt|secrets (?:manager|provider)|resource plugin|ENOENT|unauthori[sz]ed/i;

/** Sorts what went wrong, so that whoever asked can say what to do. */
export function classifyFailure(
  error: unknown,
  events: EventSummary,
  cancelled: boolean,
): OperationFailure {
  if (error instanceof ConcurrentUpdateError)
    return { kind: 'locked', message: cliMessage(error.message), urn: null };
  if (cancelled || error instanceof CancelledError)
    return { kind: 'cancelled', message: 'stopped on request; nothing is in flight', urn: null };
  return resourceFailure(events) ?? programFailure(error, events) ?? otherFailure(error);
}

function resourceFailure({ errors, failedUrns }: EventSummary): OperationFailure | null {
  const isResource = ({ urn }: Failure) => urn !== null && !isStack(urn);
  const said = errors.filter(isResource);
  const urn = failedUrns[0] ?? said[0]?.urn ?? null;
  if (urn === null) return null;
  const own = said.filter((one) => one.urn === urn);
  const message = (own.length > 0 ? own : said).map((one) => one.message).join('\n');
  return { kind: 'resource', message: message || 'the operation failed', urn };
}

function programFailure(error: unknown, { errors }: EventSummary): OperationFailure | null {
  if (error instanceof UserError) return { kind: 'program', message: error.message, urn: null };
  const said = errors.find(({ urn }) => urn !== null && isStack(urn));
  if (said === undefined) return null;
  return { kind: 'program', message: programMessage(said.message), urn: null };
}

/** The program's own words, without the engine's preamble about an unhandled exception. */
function programMessage(message: string): string {
  const [, own = message] = /(?:UserError|Error): ([\s\S]*)$/.exec(message) ?? [];
  return own.trim();
}

function otherFailure(error: unknown): OperationFailure {
  const message = cliMessage(errorMessage(error));
  const backend = error instanceof StackNotFoundError || BACKEND.test(message);
  return { kind: backend ? 'backend' : 'engine', message, urn: null };
}

function isStack(urn: string): boolean {
  return urn.includes('::pulumi:pulumi:Stack::');
}
