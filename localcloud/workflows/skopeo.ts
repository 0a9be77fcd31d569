import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { readOciLayout } from '../containers/oci-layout.ts';
import { pushImage } from '../containers/push.ts';
import { parseReference } from '../containers/reference.ts';

/** What stands for `skopeo` on the PATH of local jobs: `skopeo copy oci:<layout> docker://<image>:<tag>`. */
async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [registryDir = '', command, ...rest] = args;
  const [from = '', to = ''] = rest.filter((one) => !one.startsWith('--'));
  const [layout, image] = [/^oci:(.+)$/.exec(from)?.[1], /^docker:\/\/(.+)$/.exec(to)?.[1]];
  if (command !== 'copy' || layout === undefined || image === undefined) {
    throw new UserError('the local skopeo knows only: copy oci:<folder> docker://<image>:<tag>');
  }
  const { registry = 'docker.io', repository, tag = 'latest' } = parseReference(image);
  if (!signedIn(env['RUNNER_TEMP'] ?? '').includes(registry)) {
    throw new UserError(`authentication required: the job is not signed in to ${registry}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'macro-infra-image-'));
  const ecr = new ECRClient({});
  try {
    readOciLayout(layout, folder);
    const { digest } = await pushImage({ folder, repository, registryDir, ecr, tag });
    console.log(digest);
  } finally {
    ecr.destroy();
    rmSync(folder, { recursive: true });
  }
}

/** As the equivalent of `docker/login-action` noted it. */
function signedIn(tempDir: string): readonly string[] {
  const file = join(tempDir, 'local-registries.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
}

main(process.argv.slice(2), process.env).catch((error: unknown) => {
  console.error(`FATA[0000] ${errorMessage(error)}`);
  process.exitCode = 1;
});
