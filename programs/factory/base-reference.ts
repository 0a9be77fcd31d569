import type {
  BaseOutputs,
  LoadBalancerOutputs,
} from '../../action-shared/documents/base-outputs.ts';
import { baseOutputsSchema } from '../../action-shared/documents/base-outputs.ts';
import type { SharedDatabaseOutputs } from '../../action-shared/documents/standard-outputs.ts';
import { UserError } from '../../action-shared/errors.ts';

const REMEDY = 'run ensure-base-stack with this version.';

/** @throws UserError when the stack reference leads to something that is no base of this contract */
export function parseBaseOutputs(base: string, outputs: unknown): BaseOutputs {
  const parsed = baseOutputsSchema.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map((one) => one.path.join('.')).join(', ');
  throw new UserError(`Base ${base} does not export what a preview needs (${missing}); ${REMEDY}`);
}

/** The load balancer that was chosen. @throws UserError when the base has been rebuilt since */
export function chosenLoadBalancer(
  base: string,
  { index, arn }: { readonly index: number; readonly arn: string },
  { loadBalancers }: Pick<BaseOutputs, 'loadBalancers'>,
): LoadBalancerOutputs {
  const found = loadBalancers[index];
  if (found?.arn === arn) return found;
  throw new UserError(
    `Base ${base} changed after the plan was made: load balancer ${index} is ${found?.arn ?? 'gone'}, not ${arn}. Run the deployment again.`,
  );
}

/** Listener that services add their rules to: HTTPS where there is a certificate. */
export function listenerArn(balancer: LoadBalancerOutputs): string {
  return balancer.httpsListenerArn ?? balancer.httpListenerArn;
}

/** The cluster of the previews' databases. @throws UserError when the base has none */
export function sharedDatabase(
  base: string,
  { database }: Pick<BaseOutputs, 'database'>,
): SharedDatabaseOutputs {
  if (database !== null && database !== undefined) return database;
  throw new UserError(`Base ${base} has no database: set "database" in its values, and ${REMEDY}`);
}

/** Image repository of a base. @throws UserError when the stack is no base of this contract */
export function repositoryUrl(stack: string, outputs: unknown): string {
  const parsed = baseOutputsSchema.pick({ contract: true, repositoryUrl: true }).safeParse(outputs);
  if (parsed.success) return parsed.data.repositoryUrl;
  const missing = parsed.error.issues.map((one) => one.path.join('.')).join(', ');
  throw new UserError(`${stack} does not export what an environment needs (${missing}); ${REMEDY}`);
}
