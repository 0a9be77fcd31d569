import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { compareVersions } from '../../action-shared/engine/engine-version.ts';
import { UserError } from '../../action-shared/errors.ts';
import { ENGINE_VERSION, enginePath, REPOSITORY_ROOT } from './locations.ts';
import type { SetupDeps } from './deps.ts';
import { isWhole, seal } from './sealed.ts';

const PACKAGE = 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi';
const VERSION_VARIABLE = 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version';

/**
 * The Pulumi engine: the one on PATH when it has our version or a newer one of its major, else the cached one, else the official
 * download, else built from its Go module (three minutes). A cached engine carries the checksum it was
 * put there with; one that does not match it is made again.
 *
 * @throws UserError when none of the ways works, naming what to install.
 */
export async function ensureEngine(deps: SetupDeps): Promise<void> {
  if (isWhole(enginePath(deps.env))) return;
  if (isUsable(deps.run('pulumi', ['version']).output.trim())) return;
  const downloaded = await deps.download(enginePath(deps.env));
  if (downloaded) seal(enginePath(deps.env));
  else build(deps);
}

/** Our version or a newer one of the same major. */
function isUsable(told: string): boolean {
  const version = /^v(\d+\.\d+\.\d+)$/.exec(told)?.[1];
  if (version === undefined) return false;
  const sameMajor = version.split('.')[0] === ENGINE_VERSION.split('.')[0];
  return sameMajor && compareVersions(version, ENGINE_VERSION) >= 0;
}

function build(deps: SetupDeps): void {
  if (deps.run('go', ['version']).status !== 0) {
    throw new UserError(
      `set-up: the Pulumi engine ${ENGINE_VERSION} is neither on PATH nor could it be downloaded, and Go is missing to build it. ` +
        'Install the Pulumi CLI (pulumi.com/docs/install) or Go 1.25 or newer.',
    );
  }
  const target = enginePath(deps.env);
  const partial = `${target}.partial-${process.pid}`;
  deps.step('Pulumi engine, built from its Go module (3 to 5 minutes, once)', () => {
    mkdirSync(dirname(target), { recursive: true });
    const flags = `-s -w -X ${VERSION_VARIABLE}=v${ENGINE_VERSION}`;
    const go = deps.run('go', ['build', '-o', partial, '-ldflags', flags, PACKAGE], {
      cwd: `${REPOSITORY_ROOT}/tools`,
    });
    if (go.status !== 0) {
      rmSync(partial, { force: true });
      throw new UserError(`set-up: the Pulumi engine could not be built: ${go.output}`);
    }
    renameSync(partial, target);
    seal(target);
  });
}
