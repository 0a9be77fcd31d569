import { join } from 'node:path';
import { UserError } from '../../../action-shared/errors.ts';
import type { JsonObject } from '../expressions/evaluate.ts';
import type { Equivalent } from '../equivalents/equivalent.ts';
import { EQUIVALENTS } from '../equivalents.ts';
import type { Session } from './session.ts';

/** What a `uses:` stands for here. */
export type FoundAction =
  | { readonly kind: 'equivalent'; readonly equivalent: Equivalent }
  | {
      readonly kind: 'folder';
      readonly folder: string;
      /** Is in the workspace: it may have been made by a step before. */
      readonly local: boolean;
      /** Its part of the `github` context. */
      readonly context: JsonObject;
    };

/**
 * Finds the action that a step uses.
 * @throws UserError naming an action that is neither ours nor in the table of equivalents
 */
export function findAction(uses: string, { deps, job }: Session): FoundAction {
  if (uses.startsWith('./')) {
    const folder = join(job.workspace, uses);
    return { kind: 'folder', folder, local: true, context: { action_path: folder } };
  }
  const match = /^([^/@]+\/[^/@]+)(?:\/([^@]*))?@(.+)$/.exec(uses);
  if (match === null) throw new UserError(`uses: ${uses} does not run on the local runner.`);
  const [, repository = '', path = '', ref = ''] = match;
  const name = path === '' ? repository : `${repository}/${path}`;
  const equivalent = EQUIVALENTS.find((one) => one.replaces === name);
  if (equivalent !== undefined) return { kind: 'equivalent', equivalent };
  const folder = deps.actionFolder({ repository, path, ref });
  if (folder !== null) {
    const context = { action_path: folder, action_repository: repository, action_ref: ref };
    return { kind: 'folder', folder, local: false, context };
  }
  throw new UserError(
    `uses: ${uses}: the local runner has neither this action nor an equivalent of it. Its table is localcloud/workflows/equivalents.ts.`,
  );
}
