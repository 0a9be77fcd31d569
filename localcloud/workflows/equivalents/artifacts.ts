import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, matchesGlob, relative, resolve } from 'node:path';
import { UserError } from '../../../action-shared/errors.ts';
import type { EquivalentCall } from './equivalent.ts';

/** `actions/upload-artifact`: `name`, `path`, `if-no-files-found`, `overwrite`. */
export function uploadArtifact(call: EquivalentCall): Promise<void> {
  const { cloud, request } = call;
  const name = call.input('name') || 'artifact';
  const files = filesOf(call);
  if (files.length === 0) {
    const message = `No files were found with the provided path: ${call.input('path')}. No artifacts will be uploaded.`;
    if (call.input('if-no-files-found') === 'error') throw new UserError(message);
    if (call.input('if-no-files-found') !== 'ignore') call.warn(message);
    return Promise.resolve();
  }
  const folder = join(cloud.artifactsDir, String(request.runId), name);
  if (existsSync(folder) && call.input('overwrite') !== 'true') {
    throw new UserError(
      `Failed to CreateArtifact: Received non-retryable error: (409) Conflict: an artifact with this name already exists on the workflow run: ${name}`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  const root = commonFolder(files);
  const hash = createHash('sha256');
  for (const file of files) {
    const to = join(folder, relative(root, file));
    mkdirSync(dirname(to), { recursive: true });
    cpSync(file, to);
    hash.update(readFileSync(file));
  }
  const sizeBytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const digest = `sha256:${hash.digest('hex')}`;
  const id = cloud.addArtifact({ runId: request.runId, name, sizeBytes, digest });
  call.log(`Artifact ${name}: ${files.length} files, ${sizeBytes} bytes`);
  call.setOutput('artifact-id', String(id));
  call.setOutput('artifact-digest', digest.slice('sha256:'.length));
  return Promise.resolve();
}

/** `actions/download-artifact`: `name` or `pattern`, `path`, `merge-multiple`, `run-id`. */
export function downloadArtifact(call: EquivalentCall): Promise<void> {
  const { cloud, request, workspace } = call;
  const runId = call.input('run-id') || String(request.runId);
  if (!/^\d+$/.test(runId)) throw new UserError(`run-id: "${runId}" is not a number.`);
  const ofRun = join(cloud.artifactsDir, runId);
  checkAccess(call, runId);
  const all = existsSync(ofRun) ? readdirSync(ofRun).sort() : [];
  const [name, pattern] = [call.input('name'), call.input('pattern') || '*'];
  const chosen = name === '' ? all.filter((one) => matchesGlob(one, pattern)) : [name];
  if (name !== '' && !all.includes(name)) {
    throw new UserError(`Unable to download artifact(s): Artifact not found for name: ${name}`);
  }
  const target = resolve(workspace, call.input('path'));
  mkdirSync(target, { recursive: true });
  const flat = name !== '' || call.input('merge-multiple') === 'true';
  for (const one of chosen) {
    cpSync(join(ofRun, one), flat ? target : join(target, one), { recursive: true });
  }
  call.log(`Total of ${chosen.length} artifact(s) downloaded`);
  call.setOutput('download-path', target);
  return Promise.resolve();
}

/** Artifacts of another run are read through the API, with a token that may. */
function checkAccess({ request, input }: EquivalentCall, runId: string): void {
  if (runId === String(request.runId)) return;
  if (input('github-token') === '') {
    throw new UserError('run-id: artifacts of another run need github-token.');
  }
  if ((request.permissions['actions'] ?? 'none') === 'none') {
    throw new UserError('Resource not accessible by integration: the job lacks "actions: read".');
  }
}

function filesOf(call: EquivalentCall): readonly string[] {
  const patterns = call
    .input('path')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const excluded = patterns.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  const found = patterns
    .filter((one) => !one.startsWith('!'))
    .flatMap((pattern) => matching(resolve(call.workspace, pattern)))
    .filter((file) => !excluded.some((one) => matchesGlob(file, resolve(call.workspace, one))))
    .filter((file) => !basename(file).startsWith('.'));
  return [...new Set(found)].sort();
}

function matching(pattern: string): readonly string[] {
  return globSync(pattern).flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
      : [path],
  );
}

function commonFolder(files: readonly string[]): string {
  const [first = '', ...rest] = files.map((file) => dirname(file));
  let root = first;
  while (!rest.every((one) => one === root || one.startsWith(`${root}/`))) root = dirname(root);
  return root;
}
