import { describe, expect, it } from '@jest/globals';
import { RESOURCES } from '../types/index.ts';
import { SAMPLES } from './samples/index.ts';
import type { Verdict } from './verdicts.ts';
import { readFileSync } from 'node:fs';
import { standIn } from './stand-in.ts';
import { verdictOn } from './verdicts.ts';

/** Verdicts of HashiCorp's AWS provider 5.100.0 on the samples of a subject (made by real.ts). */
const verdictsOn = (subject: string): Record<string, Verdict> =>
  JSON.parse(
    readFileSync(new URL(`./expected/${subject}.json`, import.meta.url), 'utf8'),
  ) as Record<string, Verdict>;

const EXPECTED = Object.assign({}, ...Object.keys(SAMPLES).map(verdictsOn)) as ReturnType<
  typeof verdictsOn
>;
const ALL = Object.values(SAMPLES).flat();

/**
 * Where the stand-in is stricter: the real plugin leaves these to AWS, which refuses them; the
 * emulator would let them through.
 */
const LEFT_TO_AWS: Readonly<Record<string, { required?: string[]; refusesNonsense?: string[] }>> = {
  'aws:ec2/vpc:Vpc': { required: ['cidrBlock'] },
  'aws:route53/record:Record': { required: ['ttl'] },
  'aws:acm/certificate:Certificate': { refusesNonsense: ['domainName'] },
  'aws:acm/certificateValidation:CertificateValidation': { refusesNonsense: ['certificateArn'] },
  'aws:ecs/service:Service': { refusesNonsense: ['name'] },
  'aws:iam/role:Role': { refusesNonsense: ['path'] },
  'aws:ecr/repository:Repository': { refusesNonsense: ['name'] },
  // Only endpoints of services are known here, not those of resources or service networks.
  'aws:ec2/vpcEndpoint:VpcEndpoint': { required: ['serviceName'] },
  'aws:appautoscaling/policy:Policy': { refusesNonsense: ['policyType'] },
  'aws:ssm/parameter:Parameter': { refusesNonsense: ['name'] },
  'aws:budgets/budget:Budget': { refusesNonsense: ['limitAmount'] },
  'aws:costexplorer/anomalyMonitor:AnomalyMonitor': { required: ['monitorSpecification'] },
  'aws:scheduler/schedule:Schedule': { refusesNonsense: ['groupName'] },
  'aws:rds/cluster:Cluster': { refusesNonsense: ['databaseName', 'storageType'] },
  'aws:rds/clusterInstance:ClusterInstance': { refusesNonsense: ['instanceClass'] },
  // Required of a database that is no replica; the real plugin says so when it is created.
  'aws:rds/instance:Instance': {
    required: ['allocatedStorage', 'engine', 'username'],
    refusesNonsense: ['dbName', 'instanceClass', 'storageType'],
  },
  'aws:elasticache/subnetGroup:SubnetGroup': { refusesNonsense: ['name'] },
  'aws:elasticache/parameterGroup:ParameterGroup': { refusesNonsense: ['name'] },
  'aws:elasticache/replicationGroup:ReplicationGroup': { refusesNonsense: ['nodeType'] },
  'aws:backup/plan:Plan': { refusesNonsense: ['name'] },
};

describe('the stand-in decides as the real AWS provider', () => {
  it('is compared over all of its types', () => {
    const sampled = ALL.map((sample) => sample.token).toSorted();
    expect(sampled).toEqual(RESOURCES.map((type) => type.token).toSorted());
    expect(Object.keys(EXPECTED).toSorted()).toEqual(sampled);
  });

  it.each(ALL)('about $token', async (sample) => {
    const expected = EXPECTED[sample.token];
    const stricter = LEFT_TO_AWS[sample.token];
    const found = await verdictOn(standIn(), sample);
    expect(found).toEqual({
      ...expected,
      required: [...(expected?.required ?? []), ...(stricter?.required ?? [])].toSorted(),
      refusesNonsense: [
        ...(expected?.refusesNonsense ?? []),
        ...(stricter?.refusesNonsense ?? []),
      ].toSorted(),
    });
  });
});
