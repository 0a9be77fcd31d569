const SECRET = 'arn:aws:secretsmanager:{region}:{account}:secret:name';

/** What a cloud would answer beside the inputs, as far as the programs ask: the same everywhere. */
export function cloudOutputs(domain: string | null) {
  return (type: string, name: string): Record<string, unknown> => {
    const known: Record<string, Record<string, unknown>> = {
      'aws:lb/loadBalancer:LoadBalancer': {
        arn: 'arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/alb/1',
        dnsName: 'alb.example',
        zoneId: 'ZALB',
      },
      'aws:lb/targetGroup:TargetGroup': {
        arn: `arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/${name}/1`,
      },
      'aws:rds/cluster:Cluster': {
        endpoint: 'db.example',
        readerEndpoint: 'db-ro.example',
        masterUserSecrets: [{ secretArn: SECRET }],
      },
      'aws:rds/instance:Instance': {
        address: 'db.example',
        masterUserSecrets: [{ secretArn: SECRET }],
      },
      'aws:secretsmanager/secret:Secret': { arn: SECRET },
      'aws:elasticache/replicationGroup:ReplicationGroup': {
        primaryEndpointAddress: 'cache.example',
      },
      'aws:acm/certificate:Certificate': { domainValidationOptions: validations(domain) },
      'aws:cloudfront/distribution:Distribution': { domainName: 'cdn.example' },
      'pulumi:pulumi:StackReference': {
        outputs: {
          contract: 1,
          repositoryUrl: '000000000000.dkr.ecr.eu-west-1.amazonaws.com/macro-infra',
          vpcId: 'vpc-peer',
          routeTableIds: ['rtb-1', 'rtb-2'],
        },
        secretOutputNames: [],
      },
    };
    return known[type] ?? {};
  };
}

function validations(domain: string | null): Record<string, string>[] {
  if (domain === null) return [];
  return [domain].map((domainName) => ({
    domainName,
    resourceRecordName: `_x.${domainName}`,
    resourceRecordType: 'CNAME',
    resourceRecordValue: '_y',
  }));
}

/** What data sources answer. */
export function cloudAnswers(region: string) {
  return (token: string): Record<string, unknown> => {
    if (token.includes('getAvailabilityZones'))
      return { id: region, names: ['a', 'b', 'c'].map((zone) => `${region}${zone}`) };
    if (token.includes('getSecretVersions'))
      return { versions: [{ versionId: 'v1', versionStages: ['AWSCURRENT'] }] };
    if (token.includes('getSecret')) return { id: 'secret', arn: SECRET };
    return { arn: 'arn:aws:ssm:{region}:{account}:parameter/name' };
  };
}
