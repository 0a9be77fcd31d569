import { beforeAll, describe, expect, it } from '@jest/globals';
import { environmentOutputsSchema } from '../../action-shared/documents/environment-outputs.ts';
import type { Recorded } from '../components/mock-engine.ts';
import { ENVIRONMENTS } from './config.ts';
import type { EnvironmentName } from './config.ts';
import { build, configOf, DIGEST, inputsOf, shopApp } from './testing/stage.ts';

const app = shopApp(
  [
    '    secrets: { STRIPE_KEY: "secretsmanager:shop/key#stripe", TOKEN: "ssm:/shop/token" }',
    'database: { engine: postgres, migrate: { service: api, command: [npm, run, migrate] } }',
  ].join('\n'),
);

type Built = Awaited<ReturnType<typeof build>>;
const built = new Map<EnvironmentName, Built>();

/** Each environment as committed, with a domain and everything that may be left out. */
beforeAll(async () => {
  for (const environment of ENVIRONMENTS) {
    const schedule = { name: 'nightly', service: 'api', command: ['x'], schedule: 'rate(1 day)' };
    const more = { domain: 'a.dev', scheduledTasks: [schedule] };
    built.set(environment, await build(configOf(environment, more, { app })));
  }
}, 120_000);

function resourcesOf(environment: EnvironmentName): readonly Recorded[] {
  return built.get(environment)?.resources ?? [];
}

function inputs(environment: EnvironmentName, type: string) {
  return inputsOf(resourcesOf(environment), type);
}

describe.each(ENVIRONMENTS)('%s', (environment) => {
  it('exports outputs of contract 1', () => {
    const outputs = environmentOutputsSchema.parse(built.get(environment)?.outputs);
    const prefix = environment === 'production' ? '' : `${environment}.`;
    expect(outputs).toMatchObject({
      environment,
      url: `https://${prefix}shop.a.dev`,
      urls: { web: `https://${prefix}shop.a.dev`, api: `https://${prefix}shop-api.a.dev` },
      clusterName: `${environment}-shop-cluster`,
      databaseName: 'shop',
      protection: environment === 'production',
    });
    expect(outputs.imageRefs['api']).toMatch(new RegExp(`^1111.*/macro-infra@${DIGEST}$`));
    expect(Object.keys(outputs.oneOffTasks)).toEqual(['migrate', 'nightly']);
  });
});
