import {
  ACMClient,
  DescribeCertificateCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { refusal, useGateway } from './testing/use-gateway.ts';

const tested = useGateway();

/** An account of its own per test: nothing one test makes is seen by another. */
function account(id: number, endpoint = tested.gateway.url) {
  const options = { ...tested.options(id), endpoint };
  return {
    acm: new ACMClient(options),
    ec2: new ec2.EC2Client(options),
    ecs: new ecs.ECSClient(options),
    elb: new elb.ElasticLoadBalancingV2Client(options),
    iam: new IAMClient(options),
    route53: new Route53Client(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    tagging: new ResourceGroupsTaggingAPIClient(options),
  };
}
type Account = ReturnType<typeof account>;

async function network(aws: Account) {
  const { Vpc } = await aws.ec2.send(new ec2.CreateVpcCommand({ CidrBlock: '10.7.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const subnet = async (CidrBlock: string, AvailabilityZone: string) => {
    const input = { VpcId, CidrBlock, AvailabilityZone };
    return (await aws.ec2.send(new ec2.CreateSubnetCommand(input))).Subnet?.SubnetId ?? '';
  };
  const a = await subnet('10.7.0.0/24', 'eu-west-1a');
  const b = await subnet('10.7.1.0/24', 'eu-west-1b');
  const group = await aws.ec2.send(
    new ec2.CreateSecurityGroupCommand({ VpcId, GroupName: 'lb', Description: 'lb' }),
  );
  return { VpcId, a, b, group: group.GroupId ?? '' };
}

async function balancer(aws: Account) {
  const net = await network(aws);
  const made = await aws.elb.send(
    new elb.CreateLoadBalancerCommand({
      Name: 'shared',
      Subnets: [net.a, net.b],
      SecurityGroups: [net.group],
    }),
  );
  const LoadBalancerArn = made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const listener = await aws.elb.send(
    new elb.CreateListenerCommand({
      LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return { ...net, LoadBalancerArn, ListenerArn: listener.Listeners?.[0]?.ListenerArn ?? '' };
}

async function targetGroup(aws: Account, VpcId: string, Name: string): Promise<string> {
  const made = await aws.elb.send(
    new elb.CreateTargetGroupCommand({
      Name,
      VpcId,
      Port: 80,
      Protocol: 'HTTP',
      TargetType: 'ip',
    }),
  );
  return made.TargetGroups?.[0]?.TargetGroupArn ?? '';
}

function rule(ListenerArn: string, Priority: number, TargetGroupArn: string, hosts = ['a.test']) {
  return new elb.CreateRuleCommand({
    ListenerArn,
    Priority,
    Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: hosts } }],
    Actions: [{ Type: 'forward', TargetGroupArn }],
  });
}

describe('load balancing through the gateway', () => {
  it('refuses names AWS refuses', async () => {
    const aws = account(1);
    const name = (Name: string) =>
      refusal(aws.elb.send(new elb.CreateLoadBalancerCommand({ Name })));
    expect(await name('x'.repeat(33))).toMatch(/^ValidationError: .*longer than '32'/);
    expect(await name('a_b')).toMatch(/^ValidationError: .*alphanumeric/);
    expect(await name('-a')).toMatch(/^ValidationError: .*begin or end/);
    expect(await name('internal-a')).toMatch(/^ValidationError: .*internal-/);
    const group = refusal(targetGroup(aws, 'vpc-1', 'x'.repeat(33)));
    expect(await group).toMatch(/^ValidationError: .*target group name/);
  });

  it('wants two subnets in two zones', async () => {
    const aws = account(2);
    const net = await network(aws);
    const made = await aws.ec2.send(
      new ec2.CreateSubnetCommand({
        VpcId: net.VpcId,
        CidrBlock: '10.7.2.0/24',
        AvailabilityZone: 'eu-west-1a',
      }),
    );
    const twin = made.Subnet?.SubnetId ?? '';
    const create = (Subnets: string[]) =>
      refusal(aws.elb.send(new elb.CreateLoadBalancerCommand({ Name: 'x', Subnets })));
    expect(await create([net.a])).toMatch(/^ValidationError: At least two subnets/);
    expect(await create([net.a, twin])).toMatch(/^InvalidConfigurationRequest/);
    expect(await create([net.a, 'subnet-nope'])).toMatch(/^InvalidSubnet/);
    expect(await create([net.a, net.b])).toBe('accepted');
  });

  it('knows a load balancer by its subnets VPC and zones', async () => {
    const aws = account(3);
    const made = await balancer(aws);
    const { LoadBalancers } = await aws.elb.send(new elb.DescribeLoadBalancersCommand({}));
    expect(LoadBalancers?.[0]?.VpcId).toBe(made.VpcId);
    const zones = LoadBalancers?.[0]?.AvailabilityZones?.map(({ ZoneName }) => ZoneName);
    expect(zones).toEqual(['eu-west-1a', 'eu-west-1b']);
  });

  it('refuses priorities in use or out of range, and a second listener on a port', async () => {
    const aws = account(4);
    const lb = await balancer(aws);
    const group = await targetGroup(aws, lb.VpcId, 'one');
    const create = (priority: number) =>
      refusal(aws.elb.send(rule(lb.ListenerArn, priority, group)));
    expect(await create(10)).toBe('accepted');
    expect(await create(10)).toBe("PriorityInUseException: Priority '10' is currently in use");
    expect(await create(0)).toMatch(/^ValidationError: .*'0' at 'priority'/);
    expect(await create(50_001)).toMatch(/^ValidationError: .*less than or equal to 50000/);
    const again = new elb.CreateListenerCommand({
      LoadBalancerArn: lb.LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [],
    });
    expect(await refusal(aws.elb.send(again))).toMatch(/^DuplicateListener/);
  });

  it('gives one priority to one of twenty that ask at the same moment', async () => {
    const aws = account(5);
    const lb = await balancer(aws);
    const group = await targetGroup(aws, lb.VpcId, 'one');
    const asked = Array.from({ length: 20 }, () =>
      refusal(aws.elb.send(rule(lb.ListenerArn, 7, group))),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
  });

  it('refuses a sixth condition value and the 101st target group', async () => {
    const aws = account(6);
    const lb = await balancer(aws);
    const direct = account(6, tested.ministack.url); // a hundred of each, without our questions
    const groups: string[] = [];
    for (let i = 0; i < 101; i++) groups.push(await targetGroup(direct, lb.VpcId, `tg-${i}`));
    const [first = '', ...rest] = groups;
    const last = rest.pop() ?? '';
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f'];
    const many = refusal(aws.elb.send(rule(lb.ListenerArn, 1, first, hosts)));
    expect(await many).toBe("ValidationError: A rule can only have '5' condition values");
    for (const [i, group] of [first, ...rest].entries()) {
      await direct.elb.send(rule(lb.ListenerArn, i + 1, group));
    }
    const over = await refusal(aws.elb.send(rule(lb.ListenerArn, 500, last)));
    expect(over).toMatch(/^TooManyUniqueTargetGroupsPerLoadBalancer/);
    expect(await refusal(aws.elb.send(rule(lb.ListenerArn, 501, first)))).toBe('accepted');
  }, 60_000);

  it('keeps a target group in use, and both forms of a forward', async () => {
    const aws = account(7);
    const lb = await balancer(aws);
    const group = await targetGroup(aws, lb.VpcId, 'one');
    const made = await aws.elb.send(rule(lb.ListenerArn, 10, group));
    const action = made.Rules?.[0]?.Actions?.[0];
    expect(action?.ForwardConfig?.TargetGroups).toEqual([{ TargetGroupArn: group, Weight: 1 }]);
    const remove = () =>
      refusal(aws.elb.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn: group })));
    expect(await remove()).toMatch(/^ResourceInUse/);
    const RuleArn = made.Rules?.[0]?.RuleArn ?? '';
    await aws.elb.send(new elb.DeleteRuleCommand({ RuleArn }));
    expect(await remove()).toBe('accepted');
  });

  it('issues a certificate once its record is in Route 53, and wants it for HTTPS', async () => {
    const aws = account(8);
    const lb = await balancer(aws);
    const { CertificateArn = '' } = await aws.acm.send(
      new RequestCertificateCommand({ DomainName: '*.shop.test', ValidationMethod: 'DNS' }),
    );
    const describeIt = async () =>
      (await aws.acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate;
    const listen = (Certificates?: elb.Certificate[]) =>
      refusal(
        aws.elb.send(
          new elb.CreateListenerCommand({
            LoadBalancerArn: lb.LoadBalancerArn,
            Port: 443,
            Protocol: 'HTTPS',
            DefaultActions: [
              { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } },
            ],
            ...(Certificates === undefined ? {} : { Certificates }),
          }),
        ),
      );
    expect(await listen()).toMatch(/^ValidationError: A certificate must be specified/);
    expect(await listen([{ CertificateArn }])).toMatch(/^UnsupportedCertificate/);
    const pending = await describeIt();
    expect(pending?.Status).toBe('PENDING_VALIDATION');
    expect(pending?.IssuedAt).toBeUndefined();
    const record = pending?.DomainValidationOptions?.[0]?.ResourceRecord;
    const zone = await aws.route53.send(
      new CreateHostedZoneCommand({ Name: 'shop.test', CallerReference: 'one' }),
    );
    await aws.route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zone.HostedZone?.Id,
        ChangeBatch: {
          Changes: [
            {
              Action: 'UPSERT',
              ResourceRecordSet: {
                Name: record?.Name,
                Type: 'CNAME',
                TTL: 60,
                ResourceRecords: [{ Value: record?.Value }],
              },
            },
          ],
        },
      }),
    );
    expect((await describeIt())?.Status).toBe('ISSUED');
    expect(await listen([{ CertificateArn }])).toBe('accepted');
  });
});

describe('networks through the gateway', () => {
  it('refuses subnets that overlap or lie outside', async () => {
    const aws = account(20);
    const { VpcId } = await network(aws);
    const create = (CidrBlock: string) =>
      refusal(aws.ec2.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock })));
    expect(await create('10.7.1.128/25')).toMatch(/^InvalidSubnet.Conflict/);
    expect(await create('10.8.0.0/24')).toMatch(/^InvalidSubnet.Range/);
    expect(await create('10.7.9.0/24')).toBe('accepted');
  });

  it('keeps what a load balancer or another group refers to', async () => {
    const aws = account(21);
    const lb = await balancer(aws);
    const tasks = await aws.ec2.send(
      new ec2.CreateSecurityGroupCommand({ VpcId: lb.VpcId, GroupName: 't', Description: 't' }),
    );
    const IpPermissions = [
      { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: lb.group }] },
    ];
    await aws.ec2.send(
      new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId: tasks.GroupId, IpPermissions }),
    );
    const drop = (GroupId = '') =>
      refusal(aws.ec2.send(new ec2.DeleteSecurityGroupCommand({ GroupId })));
    const subnet = refusal(aws.ec2.send(new ec2.DeleteSubnetCommand({ SubnetId: lb.a })));
    expect(await subnet).toMatch(/^DependencyViolation/);
    expect(await drop(lb.group)).toMatch(/^DependencyViolation/);
    const { LoadBalancerArn } = lb;
    await aws.elb.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn }));
    expect(await drop(lb.group)).toMatch(/^DependencyViolation/);
    expect(await drop(tasks.GroupId)).toBe('accepted');
    expect(await drop(lb.group)).toBe('accepted');
  });

  it('gives five VPCs per region and no gateway away that is attached', async () => {
    const aws = account(22);
    const { VpcId } = await network(aws);
    const made = await aws.ec2.send(new ec2.CreateInternetGatewayCommand({}));
    const InternetGatewayId = made.InternetGateway?.InternetGatewayId ?? '';
    await aws.ec2.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    const drop = refusal(aws.ec2.send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId })));
    expect(await drop).toMatch(/^DependencyViolation/);
    const vpcs: string[] = [];
    for (let i = 0; i < 5; i++) {
      const CidrBlock = `10.${i}.0.0/16`;
      vpcs.push(await refusal(aws.ec2.send(new ec2.CreateVpcCommand({ CidrBlock }))));
    }
    expect(vpcs.at(-1)).toMatch(/^VpcLimitExceeded/);
  });

  it('holds role names to 64 characters', async () => {
    const aws = account(23);
    const create = (RoleName: string) =>
      refusal(aws.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: '{}' })));
    expect(await create('r'.repeat(65))).toMatch(/^ValidationError: .*'roleName'/);
    expect(await create('a b')).toMatch(/^ValidationError: .*alphanumeric/);
  });
});

describe('containers through the gateway', () => {
  const definition = (cpu: string, memory: string) =>
    new ecs.RegisterTaskDefinitionCommand({
      family: 'web',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu,
      memory,
      containerDefinitions: [{ name: 'web', image: 'x' }],
    });
  const service = (subnets: string[], more: Partial<ecs.CreateServiceCommandInput> = {}) =>
    new ecs.CreateServiceCommand({
      cluster: 'c',
      serviceName: 'web',
      taskDefinition: 'web',
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets } },
      ...more,
    });

  it('registers only pairs of CPU and memory that Fargate has', async () => {
    const aws = account(30);
    const register = (cpu: string, memory: string) =>
      refusal(aws.ecs.send(definition(cpu, memory)));
    expect(await register('256', '4096')).toMatch(/^ClientException: No Fargate configuration/);
    expect(await register('300', '512')).toMatch(/^ClientException: No Fargate configuration/);
    expect(await register('256', '512')).toBe('accepted');
    expect(await register('1024', '8192')).toBe('accepted');
  });

  it('creates a service once, in a cluster that exists, on subnets that exist', async () => {
    const aws = account(31);
    const net = await network(aws);
    await aws.ecs.send(definition('256', '512'));
    const create = (subnets: string[]) => refusal(aws.ecs.send(service(subnets)));
    expect(await create([net.a])).toMatch(/^ClusterNotFoundException/);
    await aws.ecs.send(new ecs.CreateClusterCommand({ clusterName: 'c' }));
    expect(await create(['subnet-x'])).toMatch(/^InvalidParameterException: The subnet ID/);
    expect(await create([net.a])).toBe('accepted');
    expect(await create([net.a])).toMatch(/^InvalidParameterException: Creation of service/);
  });

  it('wants the load balancer before the service, and the services gone before the cluster', async () => {
    const aws = account(32);
    const lb = await balancer(aws);
    const targetGroupArn = await targetGroup(aws, lb.VpcId, 'one');
    const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
    await aws.ecs.send(definition('256', '512'));
    await aws.ecs.send(new ecs.CreateClusterCommand({ clusterName: 'c' }));
    const create = () => refusal(aws.ecs.send(service([lb.a], { loadBalancers })));
    expect(await create()).toMatch(/does not have an associated load balancer/);
    await aws.elb.send(rule(lb.ListenerArn, 1, targetGroupArn));
    expect(await create()).toBe('accepted');
    const shown = await aws.ecs.send(
      new ecs.DescribeServicesCommand({ cluster: 'c', services: ['web'] }),
    );
    expect(shown.services?.[0]?.roleArn).toBeUndefined();
    expect(shown.services?.[0]?.availabilityZoneRebalancing).toBe('ENABLED');
    const drop = () => refusal(aws.ecs.send(new ecs.DeleteClusterCommand({ cluster: 'c' })));
    expect(await drop()).toMatch(/^ClusterContainsServicesException/);
    const group = aws.ec2.send(new ec2.DeleteSubnetCommand({ SubnetId: lb.a }));
    expect(await refusal(group)).toMatch(/^DependencyViolation/);
    await aws.ecs.send(new ecs.DeleteServiceCommand({ cluster: 'c', service: 'web', force: true }));
    expect(await drop()).toBe('accepted');
    const { clusters } = await aws.ecs.send(new ecs.DescribeClustersCommand({ clusters: ['c'] }));
    expect(clusters?.map(({ status }) => status)).toEqual(['INACTIVE']);
  });
});

describe('the tagging API through the gateway', () => {
  it('finds what exists over all services, in pages, and nothing that is gone', async () => {
    const aws = account(40);
    const lb = await balancer(aws);
    const Tags = [{ Key: 'PullRequest', Value: '42' }];
    await aws.ec2.send(new ec2.CreateTagsCommand({ Resources: [lb.a, lb.group], Tags }));
    await aws.elb.send(new elb.AddTagsCommand({ ResourceArns: [lb.LoadBalancerArn], Tags }));
    const tags = [{ key: 'PullRequest', value: '42' }];
    await aws.ecs.send(new ecs.CreateClusterCommand({ clusterName: 'c', tags }));
    const find = async () => {
      const TagFilters = [{ Key: 'PullRequest', Values: ['42'] }];
      const arns: string[] = [];
      let PaginationToken: string | undefined;
      do {
        const page = await aws.tagging.send(
          new GetResourcesCommand({ TagFilters, ResourcesPerPage: 3, PaginationToken }),
        );
        arns.push(...(page.ResourceTagMappingList ?? []).map((r) => r.ResourceARN ?? ''));
        PaginationToken = page.PaginationToken === '' ? undefined : page.PaginationToken;
      } while (PaginationToken !== undefined);
      return arns.map((arn) => arn.split(':').slice(2, 3).join('')).sort();
    };
    expect(await find()).toEqual(['ec2', 'ec2', 'ecs', 'elasticloadbalancing']);
    await aws.ecs.send(new ecs.DeleteClusterCommand({ cluster: 'c' }));
    await aws.elb.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: lb.LoadBalancerArn }));
    expect(await find()).toEqual(['ec2', 'ec2']);
  });
});

describe('conditional writes of S3, which leases stand on', () => {
  it('lets one of twenty create an object and one of twenty replace it', async () => {
    const { s3 } = account(50);
    await s3.send(new CreateBucketCommand({ Bucket: 'leases' }));
    const write = (condition: { IfNoneMatch?: string; IfMatch?: string }, i: number) =>
      refusal(
        s3.send(
          new PutObjectCommand({ Bucket: 'leases', Key: 'a', Body: `holder ${i}`, ...condition }),
        ),
      );
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, i) => write({ IfNoneMatch: '*' }, i)),
    );
    expect(created.filter((answer) => answer === 'accepted')).toHaveLength(1);
    expect(created.find((answer) => answer !== 'accepted')).toMatch(/^PreconditionFailed/);
    const { ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: 'leases', Key: 'a' }));
    const replaced = await Promise.all(
      Array.from({ length: 20 }, (_, i) => write({ IfMatch: ETag }, i + 100)),
    );
    expect(replaced.filter((answer) => answer === 'accepted')).toHaveLength(1);
  });
});
