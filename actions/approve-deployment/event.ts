import { z } from 'zod';
import type { RunContext } from '../../action-shared/runner/context.ts';
import { isBot } from '../../action-shared/github/pull-origin.ts';

export interface Account {
  readonly login: string;
  readonly bot: boolean;
}

/** What happened, as far as admission is concerned. */
export interface Event {
  readonly name: string;
  readonly action: string | null;
  /** The label that was added; null for other actions. */
  readonly label: string | null;
  readonly comment: {
    readonly body: string;
    readonly createdAt: string;
    readonly author: Account;
  } | null;
  readonly actor: Account;
  readonly triggeringActor: Account;
  /** `refs/heads/main`. */
  readonly ref: string;
  readonly defaultBranch: string | null;
}

const account = z.object({ login: z.string(), type: z.string().optional() });

const schema = z.object({
  label: z.object({ name: z.string() }).optional(),
  comment: z
    .object({ body: z.string().nullish(), created_at: z.string(), user: account.nullable() })
    .optional(),
  sender: account.optional(),
  repository: z.object({ default_branch: z.string().optional() }).optional(),
});

/**
 * Reads the event.
 *
 * @param payload the parsed event file
 * @param env of the job: who started the run stands only there
 */
export function parseEvent(payload: unknown, context: RunContext, env: NodeJS.ProcessEnv): Event {
  const event = schema.parse(payload);
  const accountOf = (login: string): Account => ({
    login,
    bot: isBot(login, event.sender?.login === login ? event.sender.type : undefined),
  });
  const { comment } = event;
  const writer = comment?.user ?? { login: 'ghost' };
  return {
    name: context.eventName,
    action: context.eventAction,
    label: context.eventAction === 'labeled' ? (event.label?.name ?? null) : null,
    comment:
      comment === undefined
        ? null
        : {
            body: comment.body ?? '',
            createdAt: comment.created_at,
            author: { login: writer.login, bot: isBot(writer.login, writer.type) },
          },
    actor: accountOf(context.actor),
    triggeringActor: accountOf(env['GITHUB_TRIGGERING_ACTOR'] ?? context.actor),
    ref: context.ref,
    defaultBranch: event.repository?.default_branch ?? null,
  };
}
