import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LocalGitHub } from '../github/server.ts';
import type { ExecutorDeps } from './executor/ports.ts';
import type { SchedulerDeps } from './scheduler/ports.ts';

/** Where files of repositories come from: a folder of this disk, or the local GitHub. */
export interface RepositorySources {
  readonly findFile: SchedulerDeps['findFile'];
  readonly filesAt: SchedulerDeps['filesAt'];
  readonly actionFolder: ExecutorDeps['actionFolder'];
  readonly resolveRef: ExecutorDeps['cloud']['resolveRef'];
}

type GitHub = Pick<LocalGitHub, 'files' | 'repository' | 'pullRequests'>;

/**
 * @param folders repository to its folder, which stands for all refs
 * @param cacheDir where repositories of the local GitHub are written out for their actions
 */
export function openSources(
  github: GitHub,
  folders: Readonly<Record<string, string>>,
  cacheDir: string,
): RepositorySources {
  const filesAt = (repo: string, sha: string): Readonly<Record<string, string>> =>
    sha === '' ? {} : (github.files({ repo, ref: sha }) ?? {});
  const resolveRef = (repo: string, ref: string): string | null => commitOf(github, repo, ref);
  return {
    filesAt,
    resolveRef,
    findFile: ({ repository, ref, path }) => {
      const folder = folders[repository];
      if (folder !== undefined) return fileOnDisk(join(folder, path), repository, ref);
      const sha = resolveRef(repository, ref);
      const text = sha === null ? undefined : filesAt(repository, sha)[path];
      if (sha === null || text === undefined) return null;
      return { text, ref: /^[0-9a-f]{40}$/.test(ref) ? ref : `refs/heads/${ref}`, sha };
    },
    actionFolder: ({ repository, path, ref }) => {
      const folder = folders[repository];
      if (folder !== undefined) return existing(join(folder, path));
      const sha = resolveRef(repository, ref);
      if (sha === null) return null;
      const written = join(cacheDir, repository, sha);
      if (!existsSync(written)) writeOut(filesAt(repository, sha), written);
      return existing(join(written, path));
    },
  };
}

function fileOnDisk(
  file: string,
  repository: string,
  ref: string,
): ReturnType<SchedulerDeps['findFile']> {
  if (!existsSync(file)) return null;
  // A folder has no commits: one that stays the same stands for it.
  const sha = createHash('sha1').update(repository).digest('hex');
  if (/^[0-9a-f]{40}$/.test(ref)) return { text: readFileSync(file, 'utf8'), ref, sha: ref };
  const whole = ref.startsWith('refs/')
    ? ref
    : `refs/${/^v\d/.test(ref) ? 'tags' : 'heads'}/${ref}`;
  return { text: readFileSync(file, 'utf8'), ref: whole, sha };
}

function commitOf(github: GitHub, repo: string, ref: string): string | null {
  const repository = github.repository({ repo });
  if (repository === null) return null;
  const { branches, defaultBranch } = repository;
  const pull = /^refs\/pull\/(\d+)\/head$/.exec(ref)?.[1];
  if (pull !== undefined) {
    const found = github.pullRequests({ repo }).find((one) => one.number === Number(pull));
    return found?.pull?.headSha ?? null;
  }
  const branch = ref === 'HEAD' ? defaultBranch : ref.replace(/^refs\/heads\//, '');
  const head = branches[branch];
  if (head !== undefined) return head;
  return /^[0-9a-f]{40}$/.test(ref) && github.files({ repo, ref }) !== null ? ref : null;
}

function existing(folder: string): string | null {
  return ['action.yml', 'action.yaml'].some((name) => existsSync(join(folder, name)))
    ? folder
    : null;
}

function writeOut(files: Readonly<Record<string, string>>, folder: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
