import { beforeAll, describe, expect, it } from '@jest/globals';
import { estimate } from '../../action-shared/cost/estimate.ts';
import { compareEnvironments } from '../../action-shared/parity/compare.ts';
import type { RawResource } from '../../action-shared/parity/graph.ts';
import { neutralGraph } from '../../action-shared/parity/neutral-graph.ts';
import { recordEnvironment } from './record.ts';
import type { RecordedEnvironment } from './record.ts';

const recorded: RecordedEnvironment[] = [];

beforeAll(async () => {
  for (const stack of ['dev', 'staging', 'production'])
    recorded.push(await recordEnvironment(stack));
}, 60_000);

/** The committed environments, one resource of production changed or taken away. */
function brokenAfter(change: (one: RawResource) => RawResource | null): string[] {
  const changed = recorded.map((one) =>
    one.name === 'production'
      ? { ...one, resources: one.resources.map(change).filter((left) => left !== null) }
      : one,
  );
  const report = compareEnvironments(changed.map(neutralGraph), { today: '2026-11-21' });
  return report.differences
    .filter(({ verdict }) => verdict === 'broken')
    .map(({ what, kind, name, path }) => `${what} ${kind} ${name} ${path}`.trim());
}

describe('the committed environments', () => {
  it('are in parity', () => {
    expect(brokenAfter((one) => one)).toEqual([]);
  });

  it('are not when a path rule is removed', () => {
    const rule = (one: RawResource) =>
      one.type === 'aws:lb/listenerRule:ListenerRule' && one.name.includes('-api-') ? null : one;
    expect(brokenAfter(rule)).toEqual(['missing lb/ListenerRule {env}-shop-api-service']);
  });

  it('are not when a port is changed', () => {
    const port = (one: RawResource) =>
      one.type === 'aws:lb/targetGroup:TargetGroup' && one.name.includes('-web-')
        ? { ...one, inputs: { ...one.inputs, port: 9999 } }
        : one;
    expect(brokenAfter(port)).toEqual(['setting lb/TargetGroup {env}-shop-web-service port']);
  });

  it('are made of types whose cost is known: priced, by use, or free', () => {
    const unknown = recorded.flatMap(({ resources, config }) => {
      const list = resources.map((one) => ({ ...one, settings: one.inputs }));
      return estimate(list, String(config['region'])).resources;
    });
    expect(unknown.filter(({ note }) => note.startsWith('no price is known for the type'))).toEqual(
      [],
    );
  });

  it('refuse a stack file that is not there', async () => {
    await expect(recordEnvironment('nowhere')).rejects.toThrow('Pulumi.nowhere.yaml is not there');
  });
});
