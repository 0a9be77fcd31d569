import type { AdmissionNote } from '../../action-shared/comment/admission.ts';
import { appOfRepository } from '../../action-shared/config/app-name.ts';
import { readBaseFile } from './base-file.ts';
import type { GateInputs } from './inputs.ts';
import { askingOf } from './known.ts';
import type { Deps } from './ports.ts';

/** What the comment says of a commit at the gate, in the comment of the app that the base branch names. */
export async function noteOf(
  inputs: GateInputs,
  deps: Deps,
  state: AdmissionNote['state'],
  reason: string,
): Promise<AdmissionNote> {
  const { sha, images, runId } = inputs;
  const text = state === 'waiting' ? 'Review the deployment' : 'Run';
  const link = { text, address: inputs.runUrl };
  return { state, ...(await namesOf(inputs, deps)), sha, reason, link, images, runId };
}

async function namesOf(
  inputs: GateInputs,
  deps: Deps,
): Promise<Pick<AdmissionNote, 'app' | 'base'>> {
  const { app, base, repository, number } = inputs;
  if (app !== null) return { app, base };
  const asking = askingOf(deps);
  const pull = await asking.known('the base branch', () => deps.reads.pull(number));
  if (pull === 'unknown' || pull === null) return { app: appOfRepository(repository), base };
  return readBaseFile(inputs, pull.baseRef, asking);
}
