import { z } from 'zod';
import { ENVIRONMENT_PROJECT, permanentStack } from '../../action-shared/naming/permanent-names.ts';
import { runWithMocks } from '../components/mock-engine.ts';
import type { PermanentEnvironment } from './config.ts';
import type { SecretValues } from '../factory/parts/stored-secrets.ts';
import { environmentProgram } from './program.ts';

/** Account of everything that is only recorded. */
const ACCOUNT = '000000000000';

/**
 * An environment as the program asks for it, without engine and cloud: every resource with its inputs,
 * and the outputs. What only a cloud could tell (ids, ARNs, addresses) is made up from the names, the
 * same each time, so that recordings can be compared. One recording at a time: Pulumi has one runtime.
 */
export function recordedEnvironment(config: PermanentEnvironment, secretValues: SecretValues = {}) {
  return runWithMocks(
    ENVIRONMENT_PROJECT,
    permanentStack(config.app, config.environment),
    () => environmentProgram(config, secretValues),
    {
      outputs: (type, name, inputs) => outputsOf(type)(name, inputs, config.region),
      call: answers(config.region),
    },
  );
}

type Inputs = Readonly<Record<string, unknown>>;
type Made = (name: string, inputs: Inputs, region: string) => Record<string, unknown>;

function outputsOf(type: string): Made {
  return OUTPUTS[type] ?? (() => ({}));
}

const arn = (service: string, region: string, path: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${path}`;

const database: Made = (name, _inputs, region) => ({
  endpoint: 'db.example',
  readerEndpoint: 'db-ro.example',
  address: 'db.example',
  masterUserSecrets: [{ secretArn: arn('secretsmanager', region, `secret:rds!${name}-AbCdEf`) }],
});

/** What a cloud adds to the inputs, as far as the program uses it. */
const OUTPUTS: Readonly<Record<string, Made>> = {
  'aws:lb/loadBalancer:LoadBalancer': (_name, _inputs, region) => ({
    arn: arn('elasticloadbalancing', region, 'loadbalancer/app/alb/1'),
    dnsName: 'alb.example',
    zoneId: 'ZALB',
  }),
  'aws:lb/targetGroup:TargetGroup': (name, _inputs, region) => ({
    arn: arn('elasticloadbalancing', region, `targetgroup/${name}/1`),
  }),
  'aws:route53/zone:Zone': () => ({ zoneId: 'ZOWN' }),
  'aws:rds/cluster:Cluster': database,
  'aws:rds/instance:Instance': database,
  'aws:elasticache/replicationGroup:ReplicationGroup': () => ({
    primaryEndpointAddress: 'cache.example',
  }),
  'aws:acm/certificate:Certificate': (_name, inputs) => ({
    domainValidationOptions: namesOf(inputs).map(validation),
  }),
  'aws:secretsmanager/secret:Secret': (name, _inputs, region) => ({
    arn: arn('secretsmanager', region, `secret:${name}-AbCdEf`),
  }),
  'aws:secretsmanager/secretVersion:SecretVersion': () => ({ versionId: 'v1' }),
  'aws:cloudfront/distribution:Distribution': () => ({ domainName: 'd1.cloudfront.net' }),
  'pulumi:pulumi:StackReference': () => ({ outputs: REFERENCED, secretOutputNames: [] }),
};

/** What a base and a peer export, as far as an environment reads it. */
const REFERENCED = {
  contract: 1,
  repositoryUrl: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/macro-infra',
  vpcId: 'vpc-peer',
  routeTableIds: ['rtb-1', 'rtb-2'],
};

function namesOf(inputs: Inputs): readonly string[] {
  const names = z.object({
    domainName: z.string(),
    subjectAlternativeNames: z.array(z.string()).default([]),
  });
  const { domainName, subjectAlternativeNames } = names.parse(inputs);
  return [domainName, ...subjectAlternativeNames];
}

function validation(domainName: string) {
  return {
    domainName,
    resourceRecordName: `_x.${domainName}`,
    resourceRecordType: 'CNAME',
    resourceRecordValue: '_y',
  };
}

/** What look-ups answer. */
function answers(region: string) {
  return (token: string): Record<string, unknown> => {
    if (token.includes('getAvailabilityZones'))
      return { id: region, names: ['a', 'b', 'c'].map((zone) => `${region}${zone}`) };
    if (token.includes('getSecretVersions'))
      return { versions: [{ versionId: 'v7', versionStages: ['AWSCURRENT'] }] };
    if (token.includes('getSecret'))
      return { id: 'secret', arn: arn('secretsmanager', region, 'secret:shop/key-AbCdEf') };
    return { arn: arn('ssm', region, 'parameter/shop/key') };
  };
}
