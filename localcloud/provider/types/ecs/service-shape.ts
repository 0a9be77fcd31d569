import { TAGS } from '../../resource.ts';
import { capacityProviderStrategies } from './capacity-providers.ts';
import { networkConfiguration } from './task-to-start.ts';
import { bool, list, map, num, obj, set, str } from '../../schema/prop.ts';

/** Inputs of a service that the stand-in knows. */
export const SERVICE_SHAPE = {
  name: str()
    .matches(/^[\w-]{1,255}$/, '1 to 255 letters, digits, underscores and hyphens')
    .required()
    .replaces(),
  cluster: str().computed().replaces().comparedBy(clusterName),
  taskDefinition: str(),
  desiredCount: num().between(0, 5000).defaultTo(0),
  launchType: str().oneOf('EC2', 'FARGATE', 'EXTERNAL').computed().replaces(),
  platformVersion: str().computed(),
  schedulingStrategy: str().oneOf('REPLICA', 'DAEMON').defaultTo('REPLICA').replaces(),
  capacityProviderStrategies,
  deploymentMaximumPercent: num().defaultTo(200),
  deploymentMinimumHealthyPercent: num().defaultTo(100),
  deploymentCircuitBreaker: obj({
    enable: bool().required(),
    rollback: bool().required(),
  }).computed(),
  deploymentController: obj({
    type: str().oneOf('ECS', 'CODE_DEPLOY', 'EXTERNAL').defaultTo('ECS').replaces(),
  }).computed(),
  availabilityZoneRebalancing: str().oneOf('ENABLED', 'DISABLED').computed(),
  enableEcsManagedTags: bool().defaultTo(false),
  enableExecuteCommand: bool().defaultTo(false),
  healthCheckGracePeriodSeconds: num().between(0, 2147483647).defaultTo(0),
  propagateTags: str().oneOf('SERVICE', 'TASK_DEFINITION', 'NONE').defaultTo('NONE'),
  loadBalancers: set(
    obj({
      targetGroupArn: str(),
      containerName: str().required(),
      containerPort: num().between(0, 65536).required(),
    }),
  ),
  networkConfiguration: networkConfiguration(),
  serviceRegistries: obj({
    registryArn: str().required(),
    containerName: str(),
    containerPort: num(),
    port: num(),
  }),
  orderedPlacementStrategies: list(obj({ type: str().required(), field: str() })),
  triggers: map(str()).local(),
  forceNewDeployment: bool().local().defaultTo(false),
  forceDelete: bool().local().defaultTo(false),
  waitForSteadyState: bool().local().defaultTo(false),
  ...TAGS,
  arn: str().output(),
} as const;

/** A cluster goes by its name or its ARN. */
function clusterName(value: unknown): unknown {
  return String(value).split('/').at(-1);
}
