import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS, policyDocument } from './sample.ts';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:000000000000';

const GROUP = `${ARN}:targetgroup/a/73e2d6bc24d8a067`;

const TRUST = policyDocument('sts:AssumeRole', {
  Principal: { Service: 'ecs-tasks.amazonaws.com' },
});

const TRUST_OTHER = policyDocument('sts:AssumeRole', {
  Principal: { Service: 'ec2.amazonaws.com' },
});

const RIGHTS = policyDocument('logs:PutLogEvents', { Resource: '*' });

const RIGHTS_OTHER = policyDocument('logs:CreateLogStream', { Resource: '*' });

const lifecycle = (countNumber: number): string =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber },
        action: { type: 'expire' },
      },
    ],
  });

const containers = (image: string): string =>
  JSON.stringify([{ name: 'api', image, essential: true }]);

/** Containers, roles, images, parameters and secrets: what previews are made of. */
export const PREVIEWS: readonly Sample[] = [
  {
    token: 'aws:ecs/cluster:Cluster',
    inputs: { name: 'a', settings: [{ name: 'containerInsights', value: 'enabled' }], ...TAGS },
    others: {
      name: 'b',
      settings: [{ name: 'containerInsights', value: 'disabled' }],
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ecs/clusterCapacityProviders:ClusterCapacityProviders',
    inputs: {
      clusterName: 'a',
      capacityProviders: ['FARGATE'],
      defaultCapacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }],
    },
    others: {
      clusterName: 'b',
      capacityProviders: ['FARGATE_SPOT'],
      defaultCapacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 2 }],
    },
  },
  {
    token: 'aws:ecs/taskDefinition:TaskDefinition',
    inputs: {
      family: 'a',
      containerDefinitions: containers('a'),
      cpu: '256',
      memory: '512',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::000000000000:role/a',
      taskRoleArn: 'arn:aws:iam::000000000000:role/a',
      skipDestroy: false,
      ...TAGS,
    },
    others: {
      family: 'b',
      containerDefinitions: containers('b'),
      cpu: '512',
      memory: '1024',
      networkMode: 'bridge',
      requiresCompatibilities: ['EC2'],
      executionRoleArn: 'arn:aws:iam::000000000000:role/b',
      taskRoleArn: 'arn:aws:iam::000000000000:role/b',
      skipDestroy: true,
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ecs/service:Service',
    inputs: {
      name: 'a',
      cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/a',
      taskDefinition: 'a:1',
      desiredCount: 1,
      launchType: 'FARGATE',
      schedulingStrategy: 'REPLICA',
      deploymentMaximumPercent: 200,
      deploymentMinimumHealthyPercent: 100,
      enableExecuteCommand: false,
      healthCheckGracePeriodSeconds: 1,
      propagateTags: 'SERVICE',
      networkConfiguration: {
        subnets: ['subnet-1'],
        securityGroups: ['sg-1'],
        assignPublicIp: true,
      },
      loadBalancers: [{ targetGroupArn: GROUP, containerName: 'a', containerPort: 80 }],
      deploymentCircuitBreaker: { enable: true, rollback: true },
      ...TAGS,
    },
    others: {
      name: 'b',
      cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/b',
      taskDefinition: 'a:2',
      desiredCount: 2,
      launchType: 'EC2',
      schedulingStrategy: 'DAEMON',
      deploymentMaximumPercent: 150,
      deploymentMinimumHealthyPercent: 50,
      enableExecuteCommand: true,
      healthCheckGracePeriodSeconds: 2,
      propagateTags: 'TASK_DEFINITION',
      networkConfiguration: {
        subnets: ['subnet-2'],
        securityGroups: ['sg-1'],
        assignPublicIp: true,
      },
      loadBalancers: [{ targetGroupArn: GROUP, containerName: 'a', containerPort: 81 }],
      deploymentCircuitBreaker: { enable: true, rollback: false },
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:cloudwatch/logGroup:LogGroup',
    inputs: {
      name: 'a',
      retentionInDays: 7,
      kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/a',
      logGroupClass: 'STANDARD',
      skipDestroy: false,
      ...TAGS,
    },
    others: {
      name: 'b',
      retentionInDays: 14,
      kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/b',
      logGroupClass: 'INFREQUENT_ACCESS',
      skipDestroy: true,
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:iam/role:Role',
    inputs: {
      name: 'a',
      assumeRolePolicy: TRUST,
      description: 'a',
      path: '/a/',
      maxSessionDuration: 3600,
      permissionsBoundary: 'arn:aws:iam::000000000000:policy/a',
      forceDetachPolicies: false,
      ...TAGS,
    },
    others: {
      name: 'b',
      assumeRolePolicy: TRUST_OTHER,
      description: 'b',
      path: '/b/',
      maxSessionDuration: 7200,
      permissionsBoundary: 'arn:aws:iam::000000000000:policy/b',
      forceDetachPolicies: true,
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:iam/rolePolicy:RolePolicy',
    inputs: { name: 'a', role: 'a', policy: RIGHTS },
    others: { name: 'b', role: 'b', policy: RIGHTS_OTHER },
  },
  {
    token: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    inputs: { role: 'a', policyArn: 'arn:aws:iam::aws:policy/a' },
    others: { role: 'b', policyArn: 'arn:aws:iam::aws:policy/b' },
  },
  {
    token: 'aws:iam/policy:Policy',
    inputs: { name: 'a', policy: RIGHTS, description: 'a', path: '/a/', ...TAGS },
    others: { name: 'b', policy: RIGHTS_OTHER, description: 'b', path: '/b/', ...OTHER_TAGS },
  },
  {
    token: 'aws:ecr/repository:Repository',
    inputs: {
      name: 'aa',
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: 'AES256' }],
      forceDelete: false,
      ...TAGS,
    },
    others: {
      name: 'bb',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfigurations: [{ encryptionType: 'KMS' }],
      forceDelete: true,
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ecr/lifecyclePolicy:LifecyclePolicy',
    inputs: { repository: 'aa', policy: lifecycle(1) },
    others: { repository: 'bb', policy: lifecycle(2) },
  },
  {
    token: 'aws:ecr/repositoryPolicy:RepositoryPolicy',
    inputs: { repository: 'aa', policy: RIGHTS },
    others: { repository: 'bb', policy: RIGHTS_OTHER },
  },
  {
    token: 'aws:ssm/parameter:Parameter',
    inputs: {
      name: '/a',
      type: 'String',
      value: 'a',
      description: 'a',
      tier: 'Standard',
      dataType: 'text',
      ...TAGS,
    },
    others: {
      name: '/b',
      type: 'StringList',
      value: 'b',
      description: 'b',
      tier: 'Advanced',
      dataType: 'aws:ec2:image',
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:secretsmanager/secret:Secret',
    inputs: { name: 'a', description: 'a', kmsKeyId: 'a', recoveryWindowInDays: 7, ...TAGS },
    others: { name: 'b', description: 'b', kmsKeyId: 'b', recoveryWindowInDays: 8, ...OTHER_TAGS },
  },
  {
    token: 'aws:secretsmanager/secretVersion:SecretVersion',
    inputs: {
      secretId: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:a-AbCdEf',
      secretString: 'a',
      versionStages: ['AWSCURRENT'],
    },
    others: {
      secretId: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:b-AbCdEf',
      secretString: 'b',
      versionStages: ['AWSCURRENT', 'b'],
    },
  },
];
