import type { Environment } from '../state/model.ts';
import { repositoryUrl } from './repository.ts';
import { simpleUser } from './user.ts';
import { nodeId } from './view.ts';
import type { View } from './view.ts';

/** `environment`, with its protection rules. */
export function environmentShape(view: View, environment: Environment): Record<string, unknown> {
  return {
    ...environmentLinks(view, environment),
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    protection_rules: rulesOf(view, environment),
    deployment_branch_policy: null,
  };
}

/** Id, name and addresses of an environment, as inside pending deployments. */
export function environmentLinks(view: View, { id, repo, name }: Environment): Links {
  const path = encodeURIComponent(name);
  return {
    id,
    node_id: nodeId('EN', id),
    name,
    url: `${repositoryUrl(view, repo)}/environments/${path}`,
    html_url: `${view.urls.server}/${repo}/deployments/${path}`,
  };
}

type Links = Readonly<Record<'node_id' | 'name' | 'url' | 'html_url', string>> & {
  readonly id: number;
};

/** Who may review, as the API lists them. */
export function reviewerList(view: View, environment: Environment): readonly unknown[] {
  return environment.reviewers.map((login) => ({
    type: 'User',
    reviewer: simpleUser(view, login),
  }));
}

function rulesOf(view: View, environment: Environment): readonly Record<string, unknown>[] {
  const { id, reviewers, preventSelfReview, waitMinutes } = environment;
  const rule = (place: number, type: string): Record<string, unknown> => ({
    id: id * 10 + place,
    node_id: nodeId('GA', id * 10 + place),
    type,
  });
  return [
    ...(waitMinutes === 0 ? [] : [{ ...rule(1, 'wait_timer'), wait_timer: waitMinutes }]),
    ...(reviewers.length === 0
      ? []
      : [
          {
            ...rule(2, 'required_reviewers'),
            prevent_self_review: preventSelfReview,
            reviewers: reviewerList(view, environment),
          },
        ]),
  ];
}
