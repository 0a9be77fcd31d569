import { seenActions, unseenActions } from './iam.ts';
import { policyOf } from './policies.ts';
import type { Recorded, RoleName } from './recorded.ts';
import { ROLES } from './recorded.ts';

const WHO: Readonly<Record<RoleName, string>> = {
  base: 'Makes, changes and destroys the base: `ensure-base-stack`, and a person who gives the base up.',
  preview: 'Creates, updates, heals and removes previews: `deploy-preview` and `cleanup-preview`.',
};

/** `docs/permissions.md`. */
export function permissionsPage(recorded: Recorded): string {
  return [
    '# Permissions',
    '',
    '<!-- Written by `node tools/permissions/main.ts`; do not edit. -->',
    '',
    'The two roles that [quickstart.md](quickstart.md) makes, and why each permission is in their policies. The policies are made from the call log of a recorded life',
    '(base made and changed; preview created, updated, changed in every property, failed and put back, removed, lost in the middle and healed; base destroyed) on the local cloud with its state in S3.',
    '',
    `Recorded with: ${recorded.providers.join('; ')}. **Not tried against real AWS**, whose IAM may ask for more than a call log shows: the tables "not in the log" are what we know of.`,
    'A test lives a life again and fails when it calls what the policies do not allow ([e2e/permissions.test.ts](../e2e/permissions.test.ts)).',
    ...ROLES.flatMap((role) => roleLines(role, recorded)),
    '',
  ].join('\n');
}

function roleLines(role: RoleName, { calls }: Recorded): string[] {
  const seen = seenActions(role, calls);
  const { Statement } = policyOf(role, calls);
  const scopes = Statement.map(({ Sid, Action, Resource, Condition }) =>
    row([
      Sid,
      Action.map(code).join(' '),
      Resource.map(code).join(' '),
      Condition === undefined ? '' : code(JSON.stringify(Condition)),
    ]),
  );
  const unseen = unseenActions(seen).map(({ action, why }) => row([code(action), why]));
  const own = calls.filter((call) => call.role === role);
  const log = own.map(({ service, action, phases }) =>
    row([code(`${service}:${action}`), phases.join(', ')]),
  );
  return [
    '',
    `## ${role}`,
    '',
    `${WHO[role]} Policy: [policies/${role}.json](policies/${role}.json).`,
    '',
    ...table(['statement', 'actions', 'on', 'condition'], scopes),
    '',
    '### Not in the log',
    '',
    ...table(['action', 'why it is needed all the same'], unseen),
    '',
    '### The log',
    '',
    '<details><summary>Operations and where in the life they were called</summary>',
    '',
    ...table(['operation', 'called to'], log),
    '',
    '</details>',
  ];
}

function table(head: readonly string[], rows: readonly string[]): string[] {
  return [row(head), row(head.map(() => '---')), ...rows];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
