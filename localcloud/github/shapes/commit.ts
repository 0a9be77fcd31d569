import { createHash } from 'node:crypto';
import type { Commit, CommitStatus, Repository } from '../state/model.ts';
import type { FileChange } from '../state/merge.ts';
import { fullName } from '../state/store.ts';
import { repositoryUrl } from './repository.ts';
import { simpleUser } from './user.ts';
import { nodeId } from './view.ts';
import type { View } from './view.ts';

/** `git-commit`: the object itself. */
export function gitCommitShape(
  view: View,
  repository: Repository,
  commit: Commit,
): Record<string, unknown> {
  const base = repositoryUrl(view, fullName(repository));
  const page = `${view.urls.server}/${fullName(repository)}/commit`;
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha.slice(0, 12)}`,
    url: `${base}/git/commits/${commit.sha}`,
    html_url: `${page}/${commit.sha}`,
    author: signature(commit),
    committer: signature(commit),
    tree: treeOf(base, commit),
    message: commit.message,
    parents: commit.parents.map((sha) => parent(`${base}/git/commits`, page, sha)),
    verification: unsigned,
  };
}

/** `commit`: with the people behind it. */
export function commitShape(
  view: View,
  repository: Repository,
  commit: Commit,
): Record<string, unknown> {
  const base = repositoryUrl(view, fullName(repository));
  const page = `${view.urls.server}/${fullName(repository)}/commit`;
  const author = simpleUser(view, commit.author);
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha.slice(0, 12)}`,
    url: `${base}/commits/${commit.sha}`,
    html_url: `${page}/${commit.sha}`,
    comments_url: `${base}/commits/${commit.sha}/comments`,
    commit: {
      url: `${base}/git/commits/${commit.sha}`,
      author: signature(commit),
      committer: signature(commit),
      message: commit.message,
      tree: treeOf(base, commit),
      comment_count: 0,
      verification: unsigned,
    },
    author,
    committer: author,
    parents: commit.parents.map((sha) => parent(`${base}/commits`, page, sha)),
    stats: { additions: 1, deletions: 0, total: 1 },
    files: [],
  };
}

/** `status` of a commit. */
export function commitStatusShape(view: View, status: CommitStatus): Record<string, unknown> {
  return {
    url: `${repositoryUrl(view, status.repo)}/statuses/${status.sha}`,
    avatar_url: `${view.urls.server}/avatars/${encodeURIComponent(status.creator)}`,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: simpleUser(view, status.creator),
  };
}

/** `content-file`. */
export function fileShape(
  view: View,
  repository: Repository,
  at: { readonly path: string; readonly ref: string; readonly text: string },
): Record<string, unknown> {
  const base = repositoryUrl(view, fullName(repository));
  const home = `${view.urls.server}/${fullName(repository)}`;
  const sha = blobSha(at.text);
  const url = `${base}/contents/${at.path}?ref=${encodeURIComponent(at.ref)}`;
  const html = `${home}/blob/${at.ref}/${at.path}`;
  const git = `${base}/git/blobs/${sha}`;
  const encoded = Buffer.from(at.text).toString('base64');
  return {
    type: 'file',
    encoding: 'base64',
    size: Buffer.byteLength(at.text),
    name: at.path.split('/').at(-1) ?? at.path,
    path: at.path,
    content: encoded.replace(/.{1,60}/g, '$&\n'),
    sha,
    url,
    git_url: git,
    html_url: html,
    download_url: `${home}/raw/${at.ref}/${at.path}`,
    _links: { self: url, git, html },
  };
}

/** `branch-with-protection`: no branch is protected here. */
export function branchShape(
  view: View,
  repository: Repository,
  name: string,
  commit: Commit,
): Record<string, unknown> {
  const full = fullName(repository);
  const url = `${repositoryUrl(view, full)}/branches/${name}`;
  return {
    name,
    commit: commitShape(view, repository, commit),
    _links: { self: url, html: `${view.urls.server}/${full}/tree/${name}` },
    protected: false,
    protection: { enabled: false },
    protection_url: `${url}/protection`,
  };
}

/** `diff-entry`: a file that a pull request changes. */
export function changeShape(
  view: View,
  repo: string,
  sha: string,
  { path, before, after }: FileChange,
): Record<string, unknown> {
  const home = `${view.urls.server}/${repo}`;
  const added = linesOf(after).filter((line) => !linesOf(before).includes(line)).length;
  const gone = linesOf(before).filter((line) => !linesOf(after).includes(line)).length;
  const changed = after === null ? 'removed' : 'modified';
  return {
    sha: blobSha(after ?? before ?? ''),
    filename: path,
    status: before === null ? 'added' : changed,
    additions: added,
    deletions: gone,
    changes: added + gone,
    blob_url: `${home}/blob/${sha}/${path}`,
    raw_url: `${home}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(view, repo)}/contents/${path}?ref=${sha}`,
  };
}

function linesOf(text: string | null): readonly string[] {
  return text === null ? [] : text.split('\n').filter((line) => line !== '');
}

function blobSha(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

function signature(commit: Commit): Record<string, string> {
  const email = `${commit.author}@users.noreply.github.com`;
  return { name: commit.author, email, date: commit.date };
}

function treeOf(base: string, commit: Commit): Record<string, string> {
  const sha = createHash('sha1').update(JSON.stringify(commit.files)).digest('hex');
  return { sha, url: `${base}/git/trees/${sha}` };
}

function parent(api: string, page: string, sha: string): Record<string, string> {
  return { sha, url: `${api}/${sha}`, html_url: `${page}/${sha}` };
}

const unsigned = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};
