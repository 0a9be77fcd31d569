import { paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Leftover } from '../documents/report.ts';
import { errorMessage } from '../errors.ts';
import { kindOfArn, typeOfArn } from './arn-kinds.ts';
import { explained } from './aws-errors.ts';
import type { AwsClients } from './clients.ts';
import type { Finding, LeftoverTarget } from './leftover-target.ts';
import { clusterLeftovers, taskDefinitionLeftovers } from './leftovers-ecs.ts';
import { logGroupLeftovers, roleLeftovers, secretLeftovers } from './leftovers-account.ts';
import {
  ruleLeftovers,
  securityGroupLeftovers,
  targetGroupLeftovers,
} from './leftovers-network.ts';

export interface LeftoverReport {
  readonly leftovers: readonly Leftover[];
  /** Look-ups that could not be made: emptiness is then not proven. */
  readonly unverified: readonly { readonly check: string; readonly reason: string }[];
}

type Check = (target: LeftoverTarget, clients: AwsClients) => Promise<Finding[]>;

const CHECKS: Readonly<Record<string, { permission: string; find: Check }>> = {
  tags: { permission: 'tag:GetResources', find: taggedLeftovers },
  'clusters, services and tasks': {
    permission: 'ecs:DescribeClusters, ecs:ListServices, ecs:ListTasks',
    find: clusterLeftovers,
  },
  'task definitions': {
    permission: 'ecs:ListTaskDefinitionFamilies, ecs:ListTaskDefinitions',
    find: taskDefinitionLeftovers,
  },
  'target groups': {
    permission: 'elasticloadbalancing:DescribeTargetGroups, DescribeTags',
    find: targetGroupLeftovers,
  },
  'listener rules': {
    permission: 'elasticloadbalancing:DescribeRules, DescribeTags',
    find: ruleLeftovers,
  },
  'security groups': { permission: 'ec2:DescribeSecurityGroups', find: securityGroupLeftovers },
  'log groups': {
    permission: 'logs:DescribeLogGroups, logs:ListTagsForResource',
    find: logGroupLeftovers,
  },
  roles: { permission: 'iam:ListRoles, iam:ListRoleTags', find: roleLeftovers },
  secrets: { permission: 'secretsmanager:ListSecrets', find: secretLeftovers },
};

/**
 * Asks AWS itself, service by service, what is left of a preview: by its tags and by its names,
 * independently of the engine's state. A tag hit counts only when the resource's own service confirms
 * it (the tagging API lags behind); what is only a name counts when its tags do not say otherwise.
 */
export async function findLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<LeftoverReport> {
  const outcomes = await Promise.all(
    Object.entries(CHECKS).map(async ([check, { permission, find }]) => {
      try {
        return { check, findings: await find(target, clients), reason: null };
      } catch (error) {
        const reason = errorMessage(
          explained(`look for left-over ${check} (${permission})`, error),
        );
        return { check, findings: [], reason };
      }
    }),
  );
  return {
    leftovers: merge(outcomes.flatMap(({ findings }) => findings)),
    unverified: outcomes.flatMap(({ check, reason }) =>
      reason === null ? [] : [{ check, reason }],
    ),
  };
}

async function taggedLeftovers(target: LeftoverTarget, clients: AwsClients): Promise<Finding[]> {
  const client = await clients.tagging();
  const queries = [
    [
      { Key: 'App', Values: [target.app] },
      { Key: 'PullRequest', Values: [String(target.number)] },
    ],
    [{ Key: 'macro-infra:stack', Values: [target.stack] }],
  ];
  const arns = new Set<string>();
  for (const TagFilters of queries) {
    for await (const page of paginateGetResources({ client }, { TagFilters })) {
      for (const { ResourceARN } of page.ResourceTagMappingList ?? []) arns.add(ResourceARN ?? '');
    }
  }
  const checked = [...arns].map(async (arn) => {
    const kind = kindOfArn(arn);
    const there = kind === null || (await kind.exists(arn, clients));
    const why = `carries the tags of ${target.stack}${kind === null ? ' (told by the tagging API alone)' : ' and still exists'}`;
    return there ? [{ arn, why }] : [];
  });
  return (await Promise.all(checked)).flat();
}

/** One leftover per resource, however often it was found. */
function merge(findings: readonly Finding[]): Leftover[] {
  const whyByArn = new Map<string, Set<string>>();
  for (const { arn, why } of findings) {
    whyByArn.set(arn, (whyByArn.get(arn) ?? new Set()).add(why));
  }
  return [...whyByArn]
    .map(([arn, why]) => ({
      arn,
      type: typeOfArn(arn),
      why: [...why].join('; '),
      remove: kindOfArn(arn)?.remove(arn) ?? `AWS console, Tag Editor: find and delete ${arn}`,
    }))
    .sort((one, other) => one.arn.localeCompare(other.arn));
}
