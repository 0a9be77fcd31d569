import { bool, map, num, str } from '../schema/prop.ts';
import { described, only } from './network.ts';
import { lookUp } from '../resource.ts';
import { must } from '../aws.ts';

export const getZone = lookUp({
  token: 'aws:route53/getZone:getZone',
  args: {
    zoneId: str(),
    name: str(),
    privateZone: bool().defaultTo(false),
    vpcId: str(),
    tags: map(str()),
  },
  async look(aws, args) {
    const route53 = await aws.route53();
    const wanted = args.name?.replace(/\.$/, '').toLowerCase();
    const all = args.zoneId === undefined ? await zones() : [];
    const matching = all.filter(
      (each) =>
        each.Name?.replace(/\.$/, '') === wanted &&
        (each.Config?.PrivateZone ?? false) === args.privateZone,
    );
    const id =
      args.zoneId ?? must(only(matching, 'hosted zone').Id, 'Id').replace('/hostedzone/', '');
    const found = await described(aws, 'aws:route53/zone:Zone', id);
    return { ...args, ...found, zoneId: id, tags: found['tags'] };

    async function zones() {
      const found = [];
      let Marker: string | undefined;
      do {
        const page = await route53.listHostedZones({ Marker });
        found.push(...(page.HostedZones ?? []));
        Marker = page.IsTruncated ? page.NextMarker : undefined;
      } while (Marker !== undefined);
      return found;
    }
  },
});

export const getParameter = lookUp({
  token: 'aws:ssm/getParameter:getParameter',
  args: { name: str().required(), withDecryption: bool().defaultTo(true) },
  secrets: ['value'],
  async look(aws, args) {
    const { name: Name, withDecryption: WithDecryption } = args;
    const it = must(
      (await (await aws.ssm()).getParameter({ Name, WithDecryption })).Parameter,
      'Parameter',
    );
    const insecure = it.Type === 'SecureString' ? {} : { insecureValue: it.Value };
    return {
      ...args,
      id: it.Name,
      arn: it.ARN,
      type: it.Type,
      value: it.Value,
      version: it.Version,
      ...insecure,
    };
  },
});

export const getSecret = lookUp({
  token: 'aws:secretsmanager/getSecret:getSecret',
  args: { arn: str(), name: str(), tags: map(str()) },
  async look(aws, args) {
    const SecretId = must(args.arn ?? args.name, "'arn' or 'name'");
    const it = await (await aws.secrets()).describeSecret({ SecretId });
    return {
      ...args,
      ...(await described(aws, 'aws:secretsmanager/secret:Secret', must(it.ARN, 'ARN'))),
    };
  },
});

export const getSecretVersion = lookUp({
  token: 'aws:secretsmanager/getSecretVersion:getSecretVersion',
  args: { secretId: str().required(), versionId: str(), versionStage: str() },
  secrets: ['secretString', 'secretBinary'],
  async look(aws, args) {
    const it = await (
      await aws.secrets()
    ).getSecretValue({
      SecretId: args.secretId,
      VersionId: args.versionId,
      VersionStage: args.versionStage ?? (args.versionId === undefined ? 'AWSCURRENT' : undefined),
    });
    return {
      ...args,
      id: `${args.secretId}|${must(it.VersionId, 'VersionId')}`,
      arn: it.ARN,
      versionId: it.VersionId,
      versionStages: it.VersionStages,
      secretString: it.SecretString ?? '',
      secretBinary: it.SecretBinary ? Buffer.from(it.SecretBinary).toString('base64') : '',
      createdDate: it.CreatedDate?.toISOString(),
    };
  },
});

export const getCluster = lookUp({
  token: 'aws:ecs/getCluster:getCluster',
  args: { clusterName: str().required(), tags: map(str()) },
  async look(aws, args) {
    const answer = await (await aws.ecs()).describeClusters({ clusters: [args.clusterName] });
    const it = only(answer.clusters ?? [], `cluster ${args.clusterName}`);
    return {
      ...args,
      ...(await described(aws, 'aws:ecs/cluster:Cluster', must(it.clusterArn, 'clusterArn'))),
      status: it.status,
      pendingTasksCount: it.pendingTasksCount ?? 0,
      runningTasksCount: it.runningTasksCount ?? 0,
      registeredContainerInstancesCount: it.registeredContainerInstancesCount ?? 0,
    };
  },
});

export const getRepository = lookUp({
  token: 'aws:ecr/getRepository:getRepository',
  args: { name: str().required(), registryId: str(), tags: map(str()) },
  look: async (aws, args) => ({
    ...args,
    ...(await described(aws, 'aws:ecr/repository:Repository', args.name)),
    mostRecentImageTags: [],
  }),
});

export const getLoadBalancer = lookUp({
  token: 'aws:lb/getLoadBalancer:getLoadBalancer',
  args: { arn: str(), name: str(), tags: map(str()) },
  async look(aws, args) {
    const answer = await (
      await aws.elb()
    ).describeLoadBalancers({
      ...(args.arn === undefined ? {} : { LoadBalancerArns: [args.arn] }),
      ...(args.name === undefined ? {} : { Names: [args.name] }),
    });
    const it = only(answer.LoadBalancers ?? [], 'load balancer');
    const arn = must(it.LoadBalancerArn, 'LoadBalancerArn');
    return { ...args, ...(await described(aws, 'aws:lb/loadBalancer:LoadBalancer', arn)) };
  },
});

export const getListener = lookUp({
  token: 'aws:lb/getListener:getListener',
  args: { arn: str(), loadBalancerArn: str(), port: num(), tags: map(str()) },
  async look(aws, args) {
    const answer = await (
      await aws.elb()
    ).describeListeners({
      ...(args.arn === undefined
        ? { LoadBalancerArn: args.loadBalancerArn }
        : { ListenerArns: [args.arn] }),
    });
    const matching = (answer.Listeners ?? []).filter(
      (each) => args.port === undefined || each.Port === args.port,
    );
    const arn = must(only(matching, 'listener').ListenerArn, 'ListenerArn');
    return { ...args, ...(await described(aws, 'aws:lb/listener:Listener', arn)) };
  },
});
