import type { LoadBalancerUse } from '../config/resolve-input.ts';
import type { BaseOutputs } from '../documents/base-outputs.ts';
import type { AwsClients } from '../aws/clients.ts';
import { fileAtRef } from '../github/files.ts';
import { BASE_PROJECT } from '../naming/preview-names.ts';
import { baseOutputs } from '../session/base-outputs.ts';
import type { CommonInputs } from '../session/common-inputs.ts';
import type { Connection } from '../session/connect.ts';

/** Facts that live in AWS and are needed before a plan can be made. Reads only. */
export interface CloudFacts {
  /** References as given -> references by digest; every one that does not exist is named. */
  digests(images: Readonly<Record<string, string>>): Promise<Record<string, string>>;
  /** `secretsmanager:...` or `ssm:...` -> ECS `valueFrom`, with the version in it. */
  secretValues(references: readonly string[]): Promise<Record<string, string>>;
  /** Per load balancer of the base, by ARN: priorities in use and target groups attached. */
  capacity(base: BaseOutputs): Promise<Record<string, LoadBalancerUse>>;
}

/** Where the facts come from that a plan is decided on. */
export interface PlanSources {
  /** Text of the app's file on the base branch; null when there is none. */
  policyFile(ref: string): Promise<string | null>;
  /** @throws UserError when the base is missing, older, or of another contract. */
  base(name: string): Promise<BaseOutputs>;
  readonly cloud: CloudFacts;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The real sources. */
export function planSources(
  inputs: Pick<CommonInputs, 'configFile'>,
  connection: Connection,
  { now, warn }: { readonly now: () => number; readonly warn: (line: string) => void },
): PlanSources {
  return {
    now,
    policyFile: (ref) => fileAtRef(connection.gh, inputs.configFile, ref),
    base: async (name) => {
      const snapshot = await connection.snapshot(connection.address(BASE_PROJECT, name));
      return baseOutputs(snapshot, name);
    },
    cloud: cloudFacts(connection.aws, warn),
  };
}

/** What talks to AWS is loaded when it is needed: nothing of it is before the first request to GitHub. */
function cloudFacts(aws: AwsClients, warn: (line: string) => void): CloudFacts {
  return {
    async digests(images) {
      const { resolveDigests } = await import('../aws/resolve-digests.ts');
      return resolveDigests(images, () => aws.ecr(), warn);
    },
    async secretValues(references) {
      if (references.length === 0) return {};
      const { resolveSecretReferences } = await import('../aws/secret-references.ts');
      return resolveSecretReferences(references, aws);
    },
    capacity: (base) => readCapacity(base, aws),
  };
}

/** What is on each load balancer of the base now. */
async function readCapacity(
  base: BaseOutputs,
  aws: AwsClients,
): Promise<Record<string, LoadBalancerUse>> {
  const { listenerRules, targetGroupCount } = await import('../aws/listeners.ts');
  const elb = await aws.elb();
  const uses = base.loadBalancers.map(async (one) => {
    const listener = one.httpsListenerArn ?? one.httpListenerArn;
    const [rules, targetGroups] = await Promise.all([
      listenerRules(listener, elb),
      targetGroupCount(one.arn, elb),
    ]);
    const priorities = rules
      .filter((rule) => rule.IsDefault !== true)
      .map((rule) => Number(rule.Priority));
    return [one.arn, { priorities, targetGroups }] as const;
  });
  return Object.fromEntries(await Promise.all(uses));
}
