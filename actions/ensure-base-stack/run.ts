import { baseFingerprint } from '../../action-shared/config/base.ts';
import type { BaseConfig } from '../../action-shared/config/base.ts';
import { baseOutputsSchema } from '../../action-shared/documents/base-outputs.ts';
import type { BaseOutputs } from '../../action-shared/documents/base-outputs.ts';
import type { Healing } from '../../action-shared/documents/report.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import type { EnsureBaseInputs } from './inputs.ts';
import { pauseSeconds } from './pause.ts';

/** Target groups a load balancer takes; AWS does not raise it (Elastic Load Balancing quotas). */
const TARGET_GROUPS_PER_LOAD_BALANCER = 100;

export interface BaseStack extends AsyncDisposable {
  snapshot(): Promise<StackSnapshot>;
  /** Brings the base to its configuration; the number of resources that changed. */
  up(config: BaseConfig): Promise<number>;
}

export interface EnsureBaseDeps {
  log(line: string): void;
  warn(line: string): void;
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  readonly signal: AbortSignal;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** A number in 0..1, for the jitter. */
  random(): number;
  snapshot(stack: string): Promise<StackSnapshot>;
  open(stack: string, healed: Healing[]): Promise<BaseStack>;
  /** Target groups attached to each of the base's load balancers, in their order. */
  targetGroups(outputs: BaseOutputs): Promise<readonly number[]>;
}

export interface BaseReport {
  readonly outputs: BaseOutputs;
  readonly changed: boolean;
  /** Target groups that still fit, over all load balancers. */
  readonly capacityLeft: number;
  readonly capacity: readonly {
    readonly name: string;
    readonly used: number;
    readonly limit: number;
  }[];
  readonly healed: readonly Healing[];
  /** Why the base was, or was not, brought up to date. */
  readonly reason: string;
}

/**
 * Makes sure that the base is there and current. Nothing to do costs no engine run: the fingerprint in
 * its outputs (program version and configuration hash) says so.
 *
 * @throws UserError when `mode` is `verify` and the base is missing or older, or all attempts failed.
 */
export async function run(inputs: EnsureBaseInputs, deps: EnsureBaseDeps): Promise<BaseReport> {
  const wanted = baseFingerprint(inputs.config);
  const before = await deps.snapshot(inputs.base);
  const reason = whyUpdate(before, wanted, inputs.base);
  if (reason === null) {
    return report(deps, currentOutputs(before, inputs.base), [], false, 'The base is current.');
  }
  if (inputs.mode === 'verify')
    throw new UserError(`${reason} Run ensure-base-stack with \`mode: ensure\`.`);
  deps.log(`${reason} Bringing it up to date.`);
  return update(inputs, deps, wanted);
}

async function update(
  inputs: EnsureBaseInputs,
  deps: EnsureBaseDeps,
  wanted: string,
): Promise<BaseReport> {
  const healed: Healing[] = [];
  await using stack = await deps.open(inputs.base, healed);
  // Another run may have done the work while this one waited for the lease.
  if (whyUpdate(await stack.snapshot(), wanted, inputs.base) !== null) {
    await attempt(inputs, deps, () => stack.up(inputs.config));
  }
  const outputs = currentOutputs(await stack.snapshot(), inputs.base);
  return await report(deps, outputs, healed, true, 'The base was brought up to date.');
}

async function attempt(
  inputs: EnsureBaseInputs,
  deps: EnsureBaseDeps,
  up: () => Promise<number>,
): Promise<void> {
  for (let number = 1; ; number += 1) {
    try {
      const title = `Update base ${inputs.base}, attempt ${number} of ${inputs.attempts}`;
      await deps.group(title, up);
      return;
    } catch (error) {
      deps.signal.throwIfAborted();
      if (number >= inputs.attempts) {
        throw new UserError(
          `The base ${inputs.base} could not be brought up to date in ${number} attempts: ${errorMessage(error)}`,
          { cause: error },
        );
      }
      const pause = pauseSeconds(number, deps.random());
      deps.warn(`Attempt ${number} failed: ${errorMessage(error)} Trying again in ${pause} s.`);
      await deps.sleep(pause * 1000, deps.signal);
    }
  }
}

/** Why an update is needed; null when the base is whole and current. */
function whyUpdate(snapshot: StackSnapshot, wanted: string, base: string): string | null {
  if (!snapshot.exists) return `The base ${base} does not exist.`;
  if (snapshot.pending.length > 0) return `The base ${base} was left with unfinished operations.`;
  const found = snapshot.outputs['fingerprint'];
  if (typeof found !== 'string') return `The base ${base} is incomplete.`;
  if (found !== wanted)
    return `The base ${base} is older or has other values (${found}, wanted ${wanted}).`;
  return null;
}

function currentOutputs(snapshot: StackSnapshot, base: string): BaseOutputs {
  const parsed = baseOutputsSchema.safeParse(snapshot.outputs);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UserError(`The outputs of base ${base} do not keep contract 1: ${wrong.join('; ')}.`);
}

async function report(
  deps: Pick<EnsureBaseDeps, 'targetGroups'>,
  outputs: BaseOutputs,
  healed: readonly Healing[],
  changed: boolean,
  reason: string,
): Promise<BaseReport> {
  const used = await deps.targetGroups(outputs);
  const limit = TARGET_GROUPS_PER_LOAD_BALANCER;
  const capacity = outputs.loadBalancers.map(({ name }, index) => ({
    name,
    used: used[index] ?? 0,
    limit,
  }));
  const capacityLeft = capacity.reduce((sum, one) => sum + Math.max(0, one.limit - one.used), 0);
  return { outputs, changed, capacityLeft, capacity, healed, reason };
}
