import { findIssue, findRepository } from '../state/store.ts';
import type { CheckRun } from '../state/model.ts';
import { statusOf } from '../state/run-status.ts';
import type { Job, Run, RunAttempt } from '../state/run-model.ts';
import { minimalRepository, repositoryUrl } from './repository.ts';
import { appOf, simpleUser } from './user.ts';
import { nodeId } from './view.ts';
import type { View } from './view.ts';

/** `workflow-run`, seen at one of its attempts. */
export function runShape(view: View, run: Run, attempt: RunAttempt): Record<string, unknown> {
  const base = repositoryUrl(view, run.repo);
  const url = `${base}/actions/runs/${run.id}`;
  const repository = findRepository(view.store.state, run.repo);
  const home = repository === undefined ? {} : minimalRepository(view, repository);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WFR', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow,
    display_title: run.title,
    run_number: run.number,
    run_attempt: attempt.attempt,
    event: run.event,
    status: statusOf(attempt),
    conclusion: attempt.conclusion,
    workflow_id: workflowId(run.workflow),
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CS', run.id),
    html_url: runPage(view, run),
    pull_requests: pullsOf(view, run),
    created_at: run.createdAt,
    updated_at: attempt.completedAt ?? attempt.startedAt,
    run_started_at: attempt.startedAt,
    actor: simpleUser(view, run.actor),
    triggering_actor: simpleUser(view, attempt.triggeringActor),
    head_commit: headCommit(view, run),
    repository: home,
    head_repository: headHome(view, run) ?? home,
    previous_attempt_url: attempt.attempt > 1 ? `${url}/attempts/${attempt.attempt - 1}` : null,
    ...runLinks(url, base, run),
  };
}

/** Of a fork's pull request the fork. */
function headHome(view: View, run: Run): Record<string, unknown> | undefined {
  const ofPull = run.pull !== null && run.event.startsWith('pull_request');
  const issue = ofPull ? findIssue(view.store.state, run.repo, run.pull) : undefined;
  const fork = issue?.pull?.fork ?? null;
  const repository = fork === null ? undefined : findRepository(view.store.state, fork);
  return repository === undefined ? undefined : minimalRepository(view, repository);
}

/** `job`. */
export function jobShape(view: View, run: Run, job: Job): Record<string, unknown> {
  const base = repositoryUrl(view, run.repo);
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${base}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId('CR', job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    workflow_name: run.name,
    name: job.name,
    url: `${base}/actions/jobs/${job.id}`,
    html_url: jobPage(view, run, job),
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt ?? job.createdAt,
    completed_at: job.completedAt,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${base}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: 1,
    runner_name: 'local',
    runner_group_id: 1,
    runner_group_name: 'GitHub Actions',
  };
}

/** `check-run`. */
export function checkRunShape(view: View, check: CheckRun): Record<string, unknown> {
  const url = `${repositoryUrl(view, check.repo)}/check-runs/${check.id}`;
  const page = `${view.urls.server}/${check.repo}/runs/${check.id}`;
  return {
    id: check.id,
    node_id: nodeId('CR', check.id),
    head_sha: check.headSha,
    external_id: check.externalId,
    url,
    html_url: page,
    details_url: check.detailsUrl ?? page,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: { ...check.output, annotations_count: 0, annotations_url: `${url}/annotations` },
    name: check.name,
    check_suite: { id: check.id },
    app: appOf(view, 'github-actions[bot]'),
    pull_requests: [],
  };
}

/** Page of a run, without an attempt. */
export function runPage(view: View, run: Run): string {
  return `${view.urls.server}/${run.repo}/actions/runs/${run.id}`;
}

/** Page of a job. */
export function jobPage(view: View, run: Run, job: Job): string {
  return `${runPage(view, run)}/job/${job.id}`;
}

function runLinks(url: string, base: string, run: Run): Record<string, string> {
  return {
    url,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${base}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${base}/actions/workflows/${workflowId(run.workflow)}`,
  };
}

/** Id of a workflow: always the same of a path. */
export function workflowId(path: string): number {
  return Buffer.from(path).reduce((sum, byte) => (sum * 31 + byte) % 1e9, 7);
}

function headCommit(view: View, run: Run): Record<string, unknown> {
  const commit = findRepository(view.store.state, run.repo)?.commits[run.headSha];
  const person = {
    name: commit?.author ?? run.actor,
    email: `${commit?.author ?? run.actor}@users.noreply.github.com`,
  };
  return {
    id: run.headSha,
    tree_id: run.headSha,
    message: commit?.message ?? run.title,
    timestamp: commit?.date ?? run.createdAt,
    author: person,
    committer: person,
  };
}

/** GitHub leaves this empty for pull requests from forks. */
function pullsOf(view: View, run: Run): readonly Record<string, unknown>[] {
  const ofPull = run.event.startsWith('pull_request');
  const issue =
    run.pull === null || !ofPull ? undefined : findIssue(view.store.state, run.repo, run.pull);
  const repository = findRepository(view.store.state, run.repo);
  if (issue?.pull == null || issue.pull.fork !== null || repository === undefined) return [];
  const url = repositoryUrl(view, run.repo);
  const repo = { id: repository.id, url, name: repository.name };
  const { pull } = issue;
  return [
    {
      id: issue.id,
      number: issue.number,
      url: `${url}/pulls/${issue.number}`,
      head: { ref: pull.headBranch, sha: pull.headSha, repo },
      base: { ref: pull.baseBranch, sha: pull.baseSha, repo },
    },
  ];
}
