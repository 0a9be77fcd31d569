import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../action-shared/errors.ts';
import type { SetupDeps } from './deps.ts';
import { cacheRoot, REPOSITORY_ROOT } from './locations.ts';
import { isWhole, seal } from './sealed.ts';

interface GoTool {
  /** Module that `tools/<name>/go.mod` pins. */
  readonly module: string;
  /** Package of its executable. */
  readonly package: string;
  /** Variable that its `--version` shows. */
  readonly versionVariable: string;
  /** For the progress line; measured on two cores, modules downloaded. */
  readonly usualSeconds: number;
}

export type GoToolName = 'actionlint' | 'act';

const TOOLS: Readonly<Record<GoToolName, GoTool>> = {
  actionlint: {
    module: 'github.com/rhysd/actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    versionVariable: 'github.com/rhysd/actionlint.version',
    usualSeconds: 10,
  },
  act: {
    module: 'github.com/nektos/act',
    package: 'github.com/nektos/act',
    versionVariable: 'main.version',
    usualSeconds: 45,
  },
};

/**
 * A tool written in Go, in the version that `tools/<name>/go.mod` pins (a module of its own: the graphs of
 * the tools and of the engine disagree). Built once into the cache, with a checksum; one that does not
 * match it is built again.
 *
 * @returns the executable; null where Go is missing.
 * @throws UserError when it cannot be built.
 */
export function ensureGoTool(deps: SetupDeps, name: GoToolName): string | null {
  const tool = TOOLS[name];
  const version = pinnedVersion(name, tool);
  const target = join(cacheRoot(deps.env), 'tools', `${name}-${version}`, name);
  if (isWhole(target)) return target;
  if (deps.run('go', ['version']).status !== 0) return null;
  deps.step(
    `${name} ${version}, built from its Go module (about ${tool.usualSeconds} s, once)`,
    () => build(deps, name, version, target),
  );
  return target;
}

function build(deps: SetupDeps, name: GoToolName, version: string, target: string): void {
  const tool = TOOLS[name];
  const partial = `${target}.partial-${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  const flags = `-s -w -X ${tool.versionVariable}=${version}`;
  const go = deps.run('go', ['build', '-o', partial, '-ldflags', flags, tool.package], {
    cwd: join(REPOSITORY_ROOT, 'tools', name),
  });
  if (go.status !== 0) {
    rmSync(partial, { force: true });
    throw new UserError(`set-up: ${name} could not be built: ${go.output}`);
  }
  renameSync(partial, target);
  seal(target);
}

/** Without the `v`. */
function pinnedVersion(name: GoToolName, { module }: GoTool): string {
  const file = readFileSync(join(REPOSITORY_ROOT, 'tools', name, 'go.mod'), 'utf8');
  const version = file.split(`${module} v`)[1]?.split(/\s/)[0];
  if (version === undefined) throw new Error(`tools/${name}/go.mod does not require ${module}`);
  return version;
}
