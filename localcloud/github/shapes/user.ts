import { ensureUser } from '../state/store.ts';
import { nodeId } from './view.ts';
import type { View } from './view.ts';

/** `simple-user`. */
export function simpleUser(view: View, login: string): Record<string, unknown> {
  const user = ensureUser(view.store, login);
  const url = `${view.urls.api}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type === 'Bot' ? 'BOT' : 'U', user.id),
    avatar_url: `${view.urls.server}/avatars/${encodeURIComponent(user.login)}`,
    gravatar_id: '',
    url,
    html_url: `${view.urls.server}/${profilePath(user.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** `public-user`: what anyone sees. */
export function publicUser(view: View, login: string): Record<string, unknown> {
  const user = ensureUser(view.store, login);
  return {
    ...simpleUser(view, login),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  };
}

function profilePath(login: string): string {
  return login.endsWith('[bot]') ? `apps/${login.slice(0, -'[bot]'.length)}` : login;
}

/** The GitHub App behind `GITHUB_TOKEN`; `null` for a person. */
export function appOf(view: View, login: string): Record<string, unknown> | null {
  if (!login.endsWith('[bot]')) return null;
  const slug = login.slice(0, -'[bot]'.length);
  return {
    id: 15368,
    slug,
    node_id: 'MDM6QXBwMTUzNjg=',
    owner: simpleUser(view, 'github'),
    name: slug === 'github-actions' ? 'GitHub Actions' : slug,
    description: '',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${view.urls.server}/apps/${slug}`,
    created_at: '2018-07-30T09:30:17Z',
    updated_at: '2024-04-10T20:33:16Z',
    permissions: { metadata: 'read' },
    events: [],
  };
}
