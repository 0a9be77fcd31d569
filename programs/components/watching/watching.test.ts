import { describe, expect, it } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { runWithMocks } from '../mock-engine.ts';
import { Budget } from './budget.ts';
import { DriftWatch } from './drift-watch.ts';

const tags = { App: 'shop' };
const topicArn = 'arn:aws:sns:eu-west-1:000000000000:alarms';

/** Inputs of the one resource of a type. */
async function inputsOf(type: string, build: () => unknown) {
  const { resources } = await runWithMocks('project', 'stack', () => {
    build();
    return pulumi.output(null);
  });
  const found = resources.filter((one) => one.type === type);
  expect(found).toHaveLength(1);
  return found[0]?.inputs ?? {};
}

describe('Budget', () => {
  it('says of its monitor every kind of term that AWS reads back, so that no update replaces it', async () => {
    const names = { budgetName: 'shop', anomalyName: 'shop', stack: 'shop-dev' };
    const inputs = await inputsOf('aws:costexplorer/anomalyMonitor:AnomalyMonitor', () => {
      new Budget('shop', { ...names, monthlyUsd: 200, topicArn, tags });
    });
    expect(JSON.parse(String(inputs['monitorSpecification']))).toEqual({
      ...{ And: null, CostCategories: null, Dimensions: null, Not: null, Or: null },
      Tags: { Key: 'macro-infra:stack', MatchOptions: ['EQUALS'], Values: ['shop-dev'] },
    });
  });
});

describe('DriftWatch', () => {
  it('says that its rule is on, so that switching it off is drift', async () => {
    const inputs = await inputsOf('aws:cloudwatch/eventRule:EventRule', () => {
      new DriftWatch('drift', {
        ...{ functionName: 'drift', roleName: 'drift', prefix: 'shop-', ids: [], deployers: [] },
        ...{ topicArn, logRetentionDays: 7, tags },
      });
    });
    expect(inputs).toMatchObject({ state: 'ENABLED' });
  });
});
