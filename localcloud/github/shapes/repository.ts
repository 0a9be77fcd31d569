import { fullName } from '../state/store.ts';
import type { Repository } from '../state/model.ts';
import { simpleUser } from './user.ts';
import { nodeId } from './view.ts';
import type { View } from './view.ts';

/** Every `*_url` that a repository carries: its name, and the path below the repository. */
const links: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** Address of a repository in the API. */
export function repositoryUrl(view: View, name: string): string {
  return `${view.urls.api}/repos/${name}`;
}

/** `minimal-repository`, as inside runs. */
export function minimalRepository(view: View, repository: Repository): Record<string, unknown> {
  const name = fullName(repository);
  const url = repositoryUrl(view, name);
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: name,
    private: repository.private,
    owner: simpleUser(view, repository.owner),
    html_url: `${view.urls.server}/${name}`,
    description: null,
    fork: repository.fork,
    url,
    ...Object.fromEntries(Object.entries(links).map(([key, path]) => [key, `${url}${path}`])),
  };
}

/** `repository`, as inside pull requests, and `full-repository`. */
export function wholeRepository(view: View, repository: Repository): Record<string, unknown> {
  const name = fullName(repository);
  const home = `${view.urls.server}/${name}`;
  const { issues } = view.store.state;
  const open = issues.filter((one) => one.repo === name && one.state === 'open').length;
  return {
    ...minimalRepository(view, repository),
    ...fixedFields,
    clone_url: `${home}.git`,
    git_url: `${home.replace(/^http/, 'git')}.git`,
    ssh_url: `git@${new URL(view.urls.server).hostname}:${name}.git`,
    svn_url: home,
    default_branch: repository.defaultBranch,
    visibility: repository.private ? 'private' : 'public',
    open_issues: open,
    open_issues_count: open,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.createdAt,
  };
}

const fixedFields = {
  forks: 0,
  forks_count: 0,
  has_issues: true,
  has_projects: false,
  has_wiki: false,
  has_pages: false,
  has_discussions: false,
  has_downloads: false,
  homepage: null,
  language: 'TypeScript',
  archived: false,
  disabled: false,
  mirror_url: null,
  license: null,
  size: 1,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  network_count: 0,
  subscribers_count: 0,
  topics: [],
};
