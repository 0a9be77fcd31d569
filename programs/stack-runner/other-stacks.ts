import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A stack that the backend lists. */
export interface ListedStack {
  readonly stack: string;
  /** ISO 8601; null for a stack that was never updated. */
  readonly updatedAt: string | null;
}

const listed = z.array(z.object({ name: z.string(), lastUpdate: z.string().nullish() }));

/** What `pulumi stack ls --json` prints; names come with or without `organization/project/`. */
export function listedStacks(text: string): readonly ListedStack[] {
  return listed.parse(JSON.parse(text)).map(({ name, lastUpdate }) => ({
    stack: name.slice(name.lastIndexOf('/') + 1),
    updatedAt: lastUpdate ?? null,
  }));
}

/** How the CLI shows a secret output. */
const SECRET = '[secret]';

/** What `pulumi stack output --json` prints, without secrets. */
export function plainOutputs(text: string): Record<string, unknown> {
  const outputs = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== SECRET));
}

/** Project and stack of `organization/project/stack`. */
export function partsOf(reference: string): { readonly project: string; readonly stack: string } {
  const [stack = '', project = ''] = reference.split('/').toReversed();
  return { project, stack };
}

/**
 * Writes a stack that has nothing but outputs into a `file://` backend, as the engine keeps it there
 * (apitype checkpoint, version 3): enough for a stack reference to be read.
 *
 * @param folder of the backend
 */
export function writeScratchStack(
  folder: string,
  reference: string,
  outputs: Readonly<Record<string, unknown>>,
): void {
  const { project, stack } = partsOf(reference);
  const type = 'pulumi:pulumi:Stack';
  const urn = `urn:pulumi:${stack}::${project}::${type}::${project}-${stack}`;
  const latest = {
    manifest: { time: '2026-01-01T00:00:00Z', magic: '', version: '' },
    resources: [{ urn, custom: false, type, outputs }],
  };
  const checkpoint = { stack: `organization/${project}/${stack}`, latest };
  const file = join(folder, '.pulumi', 'stacks', project, `${stack}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ version: 3, checkpoint }), { mode: 0o600 });
}
