import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Healing } from '../../action-shared/documents/report.ts';
import { lookupPending } from '../../action-shared/aws/pending-lookup.ts';
import { awsClients } from '../../action-shared/aws/clients.ts';
import { healStack } from '../../action-shared/engine/heal.ts';
import { readStack } from '../../action-shared/engine/state-reader.ts';
import { openStateStore } from '../../action-shared/engine/state-store.ts';
import { systemClock } from '../../action-shared/runner/clock.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { STACKS } from '../../tools/referee/programs.ts';
import type { ProgramName, Programs } from '../../tools/referee/programs.ts';

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  dependencies: z.array(z.string()).optional(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).optional(),
});
export type StoredResource = z.infer<typeof resource>;

const latest = z.looseObject({
  resources: z.array(resource),
  pending_operations: z.array(z.unknown()).optional(),
});
const file = z.looseObject({ checkpoint: z.looseObject({ latest }) });

/** The resources of the cloud in a stack's state. */
export function resourcesIn(cloud: LocalCloud, which: ProgramName): readonly StoredResource[] {
  return read(cloud, which).checkpoint.latest.resources.filter(isOfCloud);
}

/** URN -> id, of the resources of the cloud. */
export function idsIn(cloud: LocalCloud, which: ProgramName): Record<string, string> {
  return Object.fromEntries(resourcesIn(cloud, which).map(({ urn, id }) => [urn, id ?? '']));
}

/**
 * Leaves the state as an engine does that was killed while it created these resources: they are not
 * in it, and that they were being created is.
 *
 * @param chosen Which of the cloud's resources.
 */
export function forgetCreates(
  cloud: LocalCloud,
  which: ProgramName,
  chosen: (one: StoredResource) => boolean,
): { restore(): void } {
  const whole = readFileSync(checkpointFile(cloud, which));
  const state = read(cloud, which);
  const forgotten = state.checkpoint.latest.resources
    .filter((one) => isOfCloud(one) && chosen(one))
    .map(withoutDependencies);
  const resources = state.checkpoint.latest.resources.filter(
    (one) => !isOfCloud(one) || !chosen(one),
  );
  writeState(cloud, which, resources, forgotten);
  return { restore: () => writeFileSync(checkpointFile(cloud, which), whole) };
}

/** Many types at once are tried that an engine would not create at once: what hangs on what is left out. */
function withoutDependencies({
  dependencies: _,
  propertyDependencies: __,
  ...one
}: StoredResource): StoredResource {
  return one;
}

/** Leaves the state as it is, and beside it the creation of one more resource under way. */
export function addPendingCreate(
  cloud: LocalCloud,
  which: ProgramName,
  pending: StoredResource,
): void {
  writeState(cloud, which, read(cloud, which).checkpoint.latest.resources, [pending]);
}

function writeState(
  cloud: LocalCloud,
  which: ProgramName,
  resources: readonly StoredResource[],
  pending: readonly StoredResource[],
): void {
  const state = read(cloud, which);
  const operations = pending.map(({ id: _, outputs: __, ...one }) => ({
    type: 'creating',
    resource: one,
  }));
  const changed = { ...state.checkpoint.latest, resources, pending_operations: operations };
  const checkpoint = { ...state.checkpoint, latest: changed };
  writeFileSync(checkpointFile(cloud, which), JSON.stringify({ ...state, checkpoint }));
}

function read(cloud: LocalCloud, which: ProgramName) {
  return file.parse(JSON.parse(readFileSync(checkpointFile(cloud, which), 'utf8')));
}

/** The stack's state in the `file://` backend. */
export function checkpointFile({ stateDir }: LocalCloud, which: ProgramName): string {
  const stacks = join(stateDir, 'state/.pulumi/stacks');
  return join(stacks, `macro-infra-${which}`, `${STACKS[which]}.json`);
}

function isOfCloud({ type }: StoredResource): boolean {
  return type.startsWith('aws:');
}

/** Heals a stack as an action does, asking the local AWS what exists. */
export async function heal(
  cloud: LocalCloud,
  programs: Programs,
  which: ProgramName,
): Promise<readonly Healing[]> {
  // The clients read where AWS is from the environment, as in an action.
  Object.assign(process.env, cloud.env, { PATH: process.env['PATH'] });
  const address = programs.address(which);
  const store = await openStateStore(address.backendUrl, cloud.env);
  const clients = awsClients(cloud.region);
  const reread = () => readStack(address, store, () => programs.runner);
  return healStack({
    runner: programs.runner,
    address,
    state: await reread(),
    reread,
    deadHolder: 'a run of this test',
    lookup: (operation) => lookupPending(operation, clients),
    clock: systemClock,
  });
}
