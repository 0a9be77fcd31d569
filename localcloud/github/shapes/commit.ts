import { createHash } from 'node:crypto';
import type { Commit, CommitStatus, Repository } from '../state/model.ts';
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
