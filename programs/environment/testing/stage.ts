import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseAppFile } from '../../../action-shared/config/app-file.ts';
import type { AppFile } from '../../../action-shared/config/app-file.ts';
import type { Recorded } from '../../components/mock-engine.ts';
import { runWithMocks } from '../../components/mock-engine.ts';
import type { EnvironmentConfig, EnvironmentName, Neighbour } from '../config.ts';
import { parseEnvironment } from '../parse.ts';
import type { SecretValues } from '../parts/secrets.ts';
import { environmentProgram } from '../program.ts';
import { VALUES_KEY } from '../stack-files.ts';

export const FOLDER = join(import.meta.dirname, '..');
export const DIGEST = `sha256:${'a'.repeat(64)}`;

export type Values = Record<string, unknown>;

/** The shop of the examples, with more of what an app's file can say. */
export function shopApp(more = ''): AppFile {
  const text = readFileSync(join(FOLDER, '../../examples/shop/.github/macro-infra.yml'), 'utf8');
  return parseAppFile(`${text}${more}`, { fileName: 'macro-infra.yml', repositoryName: 'shop' });
}

/** Values of a committed stack file, with images. */
export function committedValues(environment: EnvironmentName): Values {
  const text = readFileSync(join(FOLDER, `Pulumi.${environment}.yaml`), 'utf8');
  const file = z.object({ config: z.record(z.string(), z.unknown()) }).parse(parse(text));
  const values = z.record(z.string(), z.unknown()).parse(file.config[VALUES_KEY]);
  return { ...values, images: { web: DIGEST, api: DIGEST } };
}

export interface Given {
  readonly app?: AppFile;
  readonly neighbours?: readonly Neighbour[];
}

/** Configuration of an environment from its committed values and others over them. */
export function configOf(
  environment: EnvironmentName,
  more: Values = {},
  { app = shopApp(), neighbours = [] }: Given = {},
): EnvironmentConfig {
  const values = { ...committedValues(environment), ...more };
  return parseEnvironment(values, {
    environment,
    app,
    file: `Pulumi.${environment}.yaml`,
    neighbours,
  });
}

/** What the cloud adds to the inputs, as far as the program uses it. */
function outputsOf(type: string, name: string): Record<string, unknown> {
  const option = (domainName: string) => ({
    domainName,
    resourceRecordName: `_x.${domainName}`,
    resourceRecordType: 'CNAME',
    resourceRecordValue: '_y',
  });
  const arn = (path: string) => `arn:aws:elasticloadbalancing:r:1:${path}`;
  const known: Record<string, Record<string, unknown>> = {
    'aws:lb/loadBalancer:LoadBalancer': {
      arn: arn('loadbalancer/app/alb/1'),
      dnsName: 'alb.example',
      zoneId: 'ZALB',
    },
    'aws:lb/targetGroup:TargetGroup': { arn: arn(`targetgroup/${name}/1`) },
    'aws:rds/cluster:Cluster': {
      endpoint: 'db.example',
      readerEndpoint: 'db-ro.example',
      masterUserSecrets: [{ secretArn: 'arn:aws:secretsmanager:r:1:secret:rds!db-AbCdEf' }],
    },
    'aws:rds/instance:Instance': {
      address: 'db.example',
      masterUserSecrets: [{ secretArn: 'arn:aws:secretsmanager:r:1:secret:rds!db-AbCdEf' }],
    },
    'aws:elasticache/replicationGroup:ReplicationGroup': {
      primaryEndpointAddress: 'cache.example',
    },
    'aws:acm/certificate:Certificate': {
      domainValidationOptions: [
        'a.dev',
        ...['', 'dev.', 'staging.'].flatMap((env) => [`${env}shop.a.dev`, `${env}shop-api.a.dev`]),
      ].map(option),
    },
    'aws:secretsmanager/secretVersion:SecretVersion': { versionId: 'v1' },
    'aws:cloudfront/distribution:Distribution': { domainName: 'd1.cloudfront.net' },
    'pulumi:pulumi:StackReference': {
      outputs: {
        contract: 1,
        repositoryUrl: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/macro-infra',
        vpcId: 'vpc-peer',
        routeTableIds: ['rtb-1', 'rtb-2'],
      },
      secretOutputNames: [],
    },
  };
  return known[type] ?? {};
}

/** What data sources answer. */
function answers(region: string) {
  return (token: string): Record<string, unknown> => {
    if (token.includes('getAvailabilityZones'))
      return { id: region, names: ['a', 'b', 'c'].map((zone) => `${region}${zone}`) };
    if (token.includes('getSecretVersions'))
      return { versions: [{ versionId: 'v7', versionStages: ['AWSCURRENT'] }] };
    if (token.includes('getSecret'))
      return { id: 'secret', arn: 'arn:aws:secretsmanager:r:1:secret:shop/key-AbCdEf' };
    return { arn: 'arn:aws:ssm:r:1:parameter/shop/key' };
  };
}

/** Builds an environment against the mock engine. */
export async function build(config: EnvironmentConfig, secretValues: SecretValues = {}) {
  return runWithMocks(
    'macro-infra-environment',
    `${config.app}-${config.environment}`,
    () => environmentProgram(config, secretValues),
    { outputs: outputsOf, call: answers(config.region) },
  );
}

/** Inputs of all resources of a type, `ecs/service:Service`. */
export function inputsOf(resources: readonly Recorded[], type: string): readonly Values[] {
  return resources.filter((one) => one.type === `aws:${type}`).map(({ inputs }) => inputs);
}
