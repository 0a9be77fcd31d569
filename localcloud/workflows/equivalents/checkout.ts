import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../../../action-shared/errors.ts';
import type { EquivalentCall } from './equivalent.ts';

/** `actions/checkout`: `repository`, `ref`, `path`, `clean`. */
export function checkout(call: EquivalentCall): Promise<void> {
  const { cloud, request, workspace } = call;
  const own = request.delivery.repository;
  const repository = call.input('repository') || own;
  const sha = commitOf(call, repository, own);
  if (call.input('repository') === '' && (request.permissions['contents'] ?? 'none') === 'none') {
    throw new UserError(
      `remote: Repository not found. fatal: repository '${own}' not found: the job lacks "contents: read".`,
    );
  }
  const target = resolve(workspace, call.input('path'));
  if (target !== workspace && !target.startsWith(`${workspace}${sep}`)) {
    throw new UserError(`Repository path '${target}' is not under '${workspace}'`);
  }
  if (call.input('clean') !== 'false') empty(target);
  const files = cloud.filesAt(repository, sha);
  for (const [path, text] of Object.entries(files)) {
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  call.log(`HEAD is now at ${sha.slice(0, 7)}: ${Object.keys(files).length} files`);
  call.setOutput('commit', sha);
  call.setOutput('ref', call.input('ref') || request.delivery.ref);
  return Promise.resolve();
}

function commitOf(call: EquivalentCall, repository: string, own: string): string {
  const { delivery } = call.request;
  const ref = call.input('ref');
  if (ref === '' && repository === own) return delivery.sha;
  const sha = call.cloud.resolveRef(repository, ref || 'HEAD');
  if (sha !== null) return sha;
  throw new UserError(
    `A branch or tag with the name '${ref}' could not be found in ${repository} on the local GitHub.`,
  );
}

function empty(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}
