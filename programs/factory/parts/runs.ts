import type * as pulumi from '@pulumi/pulumi';
import type { Cluster } from '../../components/compute/cluster.ts';
import { OneOffRun } from '../../components/compute/one-off-run.ts';
import { OneOffRunner } from '../../components/compute/one-off-runner.ts';
import { OneOffTask } from '../../components/compute/one-off-task.ts';
import type { OneOffRunsValues } from '../config-compute.ts';
import type { Scope } from '../scope.ts';
import type { Ground, ServiceTask } from './ground.ts';
import { groupsOf } from './service-groups.ts';

interface Place {
  readonly cluster: Cluster;
  /** What the containers of every service have. */
  readonly tasks: Readonly<Record<string, ServiceTask>>;
}

/** Runs tasks one after the other; nothing that depends on the result comes before their success. */
export function buildRuns(
  scope: Scope,
  values: OneOffRunsValues | null,
  ground: Ground,
  place: Place,
): readonly pulumi.Resource[] {
  if (values === null) return [];
  const tasks = values.tasks.flatMap((one) => {
    const task = place.tasks[one.service];
    return task === undefined ? [] : [{ ...one, definition: definitionOf(one, task) }];
  });
  const definitions = tasks.map(({ definition }) => definition);
  const runner = buildRunner(scope, values, ground, place.cluster, definitions);
  const runs: OneOffRun[] = [];
  for (const { name: task, definition, trigger } of tasks) {
    const args = { task, definition, runner, trigger };
    runs.push(new OneOffRun(`${scope.prefix}-${task}`, args, { dependsOn: [...runs] }));
  }
  return runs;
}

function definitionOf(
  { names, command }: OneOffRunsValues['tasks'][number],
  task: ServiceTask,
): OneOffTask {
  return new OneOffTask(names.family, { ...task, names, command, port: null });
}

function buildRunner(
  { prefix, tags }: Scope,
  { functionName, roleName, logRetentionDays, tasks }: OneOffRunsValues,
  ground: Ground,
  { arn: clusterArn }: Cluster,
  definitions: readonly OneOffTask[],
): pulumi.Output<string> {
  const services = [...new Set(tasks.map(({ service }) => service))];
  const { taskSubnetIds: subnetIds, assignPublicIp } = ground.network;
  // Every member of a task's groups may reach what one of them may: the tasks are of one app.
  const own = groupsOf(ground, ...services);
  return new OneOffRunner(`${prefix}-runner`, {
    ...{ functionName, roleName, logRetentionDays, clusterArn, subnetIds, assignPublicIp, tags },
    tasks: definitions,
    securityGroupIds: own,
  }).functionName;
}
