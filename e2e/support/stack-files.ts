import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const checkpointSchema = z.object({
  checkpoint: z.object({
    latest: z
      .object({
        resources: z.array(z.object({ urn: z.string(), type: z.string() })).nullish(),
        pending_operations: z
          .array(z.object({ type: z.string(), resource: z.object({ urn: z.string() }) }))
          .nullish(),
      })
      .nullish(),
  }),
});

/** What lies in a `file://` backend for one preview's stack. */
export interface StackFiles {
  readonly exists: boolean;
  /** URNs of all resources in the state. */
  readonly resources: readonly string[];
  /** `creating urn`, one per operation of which the state does not know how it ended. */
  readonly pending: readonly string[];
  /** Names of the engine's lock files. */
  readonly locks: readonly string[];
  /** Text of the lease; null when nobody holds it. */
  readonly lease: string | null;
}

/** A stack of which nothing is left, and which nobody holds. */
export const NO_STACK: StackFiles = {
  exists: false,
  resources: [],
  pending: [],
  locks: [],
  lease: null,
};

/** Reads the files themselves, so that the product's own reader is no part of the evidence. */
export function stackFiles(stateFolder: string, project: string, stack: string): StackFiles {
  const text = textOf(join(stateFolder, '.pulumi/stacks', project, `${stack}.json`));
  const latest = text === null ? null : checkpointSchema.parse(JSON.parse(text)).checkpoint.latest;
  const locks = join(stateFolder, '.pulumi/locks/organization', project, stack);
  return {
    exists: text !== null,
    resources: (latest?.resources ?? []).map(({ urn }) => urn),
    pending: (latest?.pending_operations ?? []).map(
      ({ type, resource }) => `${type} ${resource.urn}`,
    ),
    locks: existsSync(locks) ? readdirSync(locks).filter((name) => name.endsWith('.json')) : [],
    lease: textOf(join(stateFolder, 'macro-infra/leases', project, `${stack}.json`)),
  };
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
