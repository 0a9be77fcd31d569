import { z } from 'zod';
import type { CallRecord } from '../../localcloud/gateway/call-log.ts';

/** Roles of quickstart.md: one makes the base, one deploys and removes previews. */
export const ROLES = ['base', 'preview'] as const;
export type RoleName = (typeof ROLES)[number];

/** One operation that a role called in a recorded life, and by whose code. */
export interface RecordedCall {
  readonly role: RoleName;
  /** As AWS signs it: `ecs`, `elasticloadbalancing`, `tagging`, ... */
  readonly service: string;
  /** `CreateService`. */
  readonly action: string;
  /** Parts of the life in which it was seen, in their order. */
  readonly phases: readonly string[];
}

/** `docs/policies/recorded-calls.json`. */
export interface Recorded {
  /** Which AWS plugins the life was lived with. */
  readonly providers: readonly string[];
  readonly calls: readonly RecordedCall[];
}

export const recordedSchema: z.ZodType<Recorded> = z.object({
  providers: z.array(z.string()),
  calls: z.array(
    z.object({
      role: z.enum(ROLES),
      service: z.string(),
      action: z.string(),
      phases: z.array(z.string()),
    }),
  ),
});

/** Operations of a part of a life, each once. Calls that failed count: they need permission, too. */
export function recordedCalls(
  role: RoleName,
  phase: string,
  calls: readonly CallRecord[],
): RecordedCall[] {
  const pairs = new Set(calls.map(({ service, action }) => `${service}:${action}`));
  return [...pairs].map((pair) => {
    const [service = '', action = ''] = pair.split(':');
    return { role, service, action, phases: [phase] };
  });
}

/** One entry per role and operation, sorted, with all phases in which it was seen. */
export function merged(calls: readonly RecordedCall[]): RecordedCall[] {
  const byKey = new Map<string, RecordedCall>();
  for (const call of calls) {
    const key = `${call.role} ${call.service}:${call.action}`;
    const before = byKey.get(key)?.phases ?? [];
    byKey.set(key, { ...call, phases: [...new Set([...before, ...call.phases])] });
  }
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call);
}
