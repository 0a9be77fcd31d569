import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { JobResult } from '../../localcloud/world/job.ts';
import { ask } from '../../localcloud/world/ask.ts';
import { stackFiles } from './stack-files.ts';
import type { StackFiles } from './stack-files.ts';
import type { Stage } from './stage.ts';

/** What lies in the state backend for the stack of one of the shop's pull requests. */
export function filesOf({ cloud }: Stage, number: number): StackFiles {
  return stackFiles(join(cloud.stateDir, 'state'), 'macro-infra-preview', `shop-pr-${number}`);
}

/** States of a pull request's deployments, in the order in which they were made. */
export function deploymentStates({ cloud, shop }: Stage, number: number): (string | null)[] {
  return cloud.github
    .deployments({ repo: shop.name })
    .filter(({ environment }) => environment === `preview-pr-${number}`)
    .sort((one, other) => one.id - other.id)
    .map(({ state }) => state);
}

/** The pull request's only comment. */
export function commentOf(stage: Stage, number: number): string {
  const comments = stage.comments(number);
  expect(comments).toHaveLength(1);
  return comments[0] ?? '';
}

/** First visible line of the pull request's only comment, without its address. */
export function headlineOf(stage: Stage, number: number): string {
  const line = commentOf(stage, number)
    .split('\n')
    .find((one) => one.startsWith('### '));
  return (line ?? '').replace(/: \*\*\[.*$/, '');
}

/** Nobody holds the stack, and the engine left no question open. */
export function expectAtRest(stage: Stage, number: number): void {
  expect(filesOf(stage, number)).toMatchObject({ pending: [], locks: [], lease: null });
}

/** The preview answers with the head of its pull request, and nobody works on it any more. */
export async function expectServing(stage: Stage, number: number, job: JobResult): Promise<void> {
  expect(job.conclusion).toBe('success');
  const pulls = stage.cloud.github.pullRequests({ repo: stage.shop.name });
  const head = pulls.find((one) => one.number === number)?.pull?.headSha;
  const { headers } = await ask(stage.org, job.outputs['url'] ?? '');
  expect(headers['x-app-version']).toBe(head);
  expectAtRest(stage, number);
  expect(deploymentStates(stage, number).at(-1)).toBe('success');
  expect(deploymentStates(stage, number)).not.toContain('in_progress');
  expect(headlineOf(stage, number)).toBe('### ✅ Ready');
}

/** Names of the AWS calls that wrote something. */
export function writes({ cloud }: Stage): string[] {
  const calls = cloud.gateway.calls().filter(({ write }) => write);
  return calls.map(({ service, action }) => `${service}:${action}`);
}
