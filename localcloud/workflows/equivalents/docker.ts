import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../../action-shared/errors.ts';
import type { EquivalentCall } from './equivalent.ts';

/** `docker/setup-buildx-action`. */
export function setupBuildx(call: EquivalentCall): Promise<void> {
  call.log('No builder is needed here.');
  return Promise.resolve();
}

const ECR_HOST = /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/;

/** `docker/login-action`. */
export function registryLogin(call: EquivalentCall): Promise<void> {
  const registry = call.input('registry') || 'docker.io';
  const password = call.input('password');
  if (ECR_HOST.test(registry)) {
    if ((call.env['AWS_ACCESS_KEY_ID'] ?? '') === '' && password === '') {
      throw new UserError(`${registry}: no credentials of AWS in this job. Sign in to AWS before.`);
    }
  } else if (password === '') throw new UserError('Password required');
  if (password !== '') call.mask(password);
  const known = registriesOf(call);
  writeFileSync(loginFile(call), JSON.stringify([...known, registry]));
  call.log(`Login Succeeded: ${registry}`);
  return Promise.resolve();
}

/** `docker/build-push-action`: `context`, `push`, `tags`, `outputs: type=oci,dest=...`. */
export async function buildAndPush(call: EquivalentCall): Promise<void> {
  const folder = resolve(call.workspace, call.input('context') || '.');
  const tags = call
    .input('tags')
    .split(/[\n,]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const { cloud } = call;
  const push = call.input('push') === 'true';
  const destination = /^type=oci,dest=(.+)$/.exec(call.input('outputs'))?.[1];
  if (push && tags.length === 0) throw new UserError('tag is needed when pushing to registry');
  let digest = cloud.digestOf(folder);
  for (const tag of push ? tags : []) {
    const { registry, repository, name } = parseTag(tag);
    if (!registriesOf(call).includes(registry)) {
      throw new UserError(
        `failed to push ${tag}: no basic auth credentials: the job is not signed in to ${registry}.`,
      );
    }
    ({ digest } = await cloud.pushImage(folder, repository, name));
    call.log(`pushed ${tag}`);
  }
  if (destination !== undefined) {
    cloud.writeOciLayout(folder, resolve(call.workspace, destination));
    call.log(`exported to ${destination}`);
  }
  call.log(`digest: ${digest}`);
  call.setOutput('digest', digest);
  call.setOutput('imageid', digest);
  call.setOutput('metadata', JSON.stringify({ 'containerimage.digest': digest }));
}

/** `<registry>/<repository>:<tag>`; without a host it is Docker Hub's. */
function parseTag(tag: string): { registry: string; repository: string; name: string } {
  const match = /^(?:([^/]+[.:][^/]+)\/)?([^:@]+?)(?::([\w][\w.-]{0,127}))?$/.exec(tag);
  if (match === null) throw new UserError(`invalid tag "${tag}": invalid reference format`);
  const [, registry = 'docker.io', repository = '', name = 'latest'] = match;
  return { registry, repository, name };
}

function loginFile({ tempDir }: EquivalentCall): string {
  return join(tempDir, 'local-registries.json');
}

function registriesOf(call: EquivalentCall): readonly string[] {
  const file = loginFile(call);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
}
