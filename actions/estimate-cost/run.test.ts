import { describe, expect, it } from '@jest/globals';
import { costTable } from '../../action-shared/comment/cost-table.ts';
import { parseInputs } from './inputs.ts';
import type { Inputs } from './inputs.ts';
import { publish } from './outputs.ts';
import { run } from './run.ts';

const ENV = { AWS_REGION: 'eu-west-1', PULUMI_BACKEND_URL: 'file:///state' };

function inputs(given: Record<string, string>, env: NodeJS.ProcessEnv = ENV): Inputs {
  const all: Record<string, string> = { previews: '10', ...given };
  return parseInputs((name) => all[name] ?? '', env);
}

/** A base as the engine keeps it: load balancer in two zones and a zone, 26.196 USD a month. */
const BASE = state([
  ['aws:lb/loadBalancer:LoadBalancer', { subnets: ['a', 'b'] }],
  ['aws:route53/zone:Zone', {}],
  ['aws:ec2/vpc:Vpc', {}],
]);
const ARN = 'arn:aws:ecs:eu-west-1:1:task-definition/web:3';
const PREVIEW = state([
  [
    'aws:ecs/service:Service',
    { desiredCount: 1, taskDefinition: ARN, networkConfiguration: { assignPublicIp: true } },
  ],
  ['aws:ecs/taskDefinition:TaskDefinition', { cpu: '256', memory: '512' }, { arn: ARN }],
]);

function state(list: readonly (readonly [string, object, object?])[]) {
  const resources = list.map(([type, given, outputs], index) => ({
    urn: `urn:pulumi:s::p::${type}::r${index}`,
    type,
    inputs: given,
    outputs: outputs ?? {},
  }));
  return { version: 3, checkpoint: { latest: { resources } } };
}

const stacks: Record<string, unknown> = {
  'macro-infra-base/dev': BASE,
  'macro-infra-preview/shop-pr-1': PREVIEW,
};
const deps = {
  readFile: (path: string) =>
    path === 'plan.json' ? JSON.stringify({ deployment: PREVIEW.checkpoint.latest }) : null,
  stackDocument: ({ project, stack }: { project: string; stack: string }) =>
    Promise.resolve(stacks[`${project}/${stack}`] ?? null),
};

describe('estimate-cost', () => {
  it('estimates a live stack from its state', async () => {
    const report = await run(inputs({ stack: 'macro-infra-base/dev' }), deps);
    expect(report).toMatchObject({ perMonth: 26.2, perDay: 0.86, complete: true, base: null });
    expect(report.resources.map(({ status }) => status)).toEqual(['priced', 'priced', 'free']);
  });

  it('tells what sharing the base saves, for the number of previews that was asked', async () => {
    const given = inputs({ stack: 'macro-infra-preview/shop-pr-1', base: 'dev', previews: '7' });
    const report = await run(given, deps);
    const outputs: Record<string, unknown> = {};
    const ignore = () => undefined;
    publish(
      report,
      { setOutput: (name, value) => (outputs[name] = value), info: ignore, warning: ignore },
      7,
    );
    // base 26.196, preview 12.660025: 6 * 26.196 / (7 * 38.856025) = 57.8 %
    expect(outputs).toMatchObject({
      daily: '0.42',
      monthly: '12.66',
      complete: true,
      'saved-percent': 57.8,
      unknown: '[]',
    });
    expect(report.base?.savings.map(({ previews }) => previews)).toEqual([1, 5, 7, 10, 20]);
    expect(report.base?.savings[3]).toEqual({
      previews: 10,
      sharedPerMonth: 152.8,
      copiesPerMonth: 388.56,
      savedPercent: 60.7,
    });
  });

  it.each([
    ['a file with an export', 'plan.json', 12.66],
    [
      'a preview of the engine',
      JSON.stringify({
        steps: [
          {
            op: 'create',
            urn: 'urn:pulumi:s::p::aws:ec2/natGateway:NatGateway::n',
            newState: { type: 'aws:ec2/natGateway:NatGateway', inputs: {} },
          },
          { op: 'delete', urn: 'urn:pulumi:s::p::aws:ec2/eip:Eip::e', oldState: {} },
        ],
      }),
      35.04,
    ],
    [
      'a recording',
      JSON.stringify({ resources: [{ type: 'aws:kms/key:Key', name: 'k', inputs: {} }] }),
      1,
    ],
  ])('estimates %s', async (_case, plan, perMonth) => {
    expect(await run(inputs({ plan }), deps)).toMatchObject({ perMonth, subject: 'plan' });
  });

  it('names what has no price, in the outputs and in the table, and calls the sum a lower bound', async () => {
    const plan = JSON.stringify({
      resources: [{ type: 'aws:eks/cluster:Cluster', name: 'k8s|x', inputs: {} }],
    });
    const report = await run(inputs({ plan }), deps);
    const warnings: string[] = [];
    const outputs: Record<string, unknown> = {};
    publish(
      report,
      {
        setOutput: (name, value) => (outputs[name] = value),
        info: () => undefined,
        warning: (line) => warnings.push(line),
      },
      10,
    );
    expect(outputs).toMatchObject({ complete: false, monthly: '0.00', 'saved-percent': '' });
    expect(outputs['unknown']).toContain('aws:eks/cluster:Cluster');
    expect(warnings).toHaveLength(1);
    expect(costTable(report)).toContain('**At least $0.00 a day');
    expect(costTable(report)).toContain('| **unknown** |');
    expect(costTable(report)).toContain('k8s&#124;x');
  });

  it.each([
    [
      'a stack that is not there',
      { stack: 'macro-infra-base/none' },
      'no stack `macro-infra-base/none`',
    ],
    ['a file that is not there', { plan: 'none.json' }, 'no file `none.json`'],
    ['text that is no JSON', { plan: '{' }, 'not valid JSON'],
    ['JSON that is no plan', { plan: '{}' }, 'no plan this version knows'],
  ])('refuses %s', async (_case, given, why) => {
    await expect(run(inputs(given), deps)).rejects.toThrow(why);
  });

  it.each([
    ['neither stack nor plan', {}, 'neither of the two'],
    ['both', { stack: 'a/b', plan: '{}' }, 'both'],
    ['a stack without its project', { stack: 'dev' }, '`project/stack`'],
    ['no number of previews', { plan: '{}', previews: '0' }, 'from 1 to 1000'],
  ])('refuses inputs with %s', (_case, given, why) => {
    expect(() => inputs(given)).toThrow(why);
  });

  it('needs no backend for a plan alone', () => {
    expect(inputs({ plan: '{}' }, { AWS_REGION: 'eu-west-1' }).backendUrl).toBeNull();
    expect(() => inputs({ plan: '{}', base: 'dev' }, { AWS_REGION: 'eu-west-1' })).toThrow(
      'backend-url',
    );
  });
});
