import { ecsFrom, ecsRequest, ecsTarget } from './event-target-ecs.ts';
import { DEFAULT_BUS, EVENTS_GONE, busName, ruleName, targetsOf } from './event-rule.ts';
import { arn, json } from '../rules.ts';
import {
  type Fault,
  type Props,
  type Values,
  bool,
  map,
  num,
  obj,
  str,
} from '../../schema/prop.ts';
import type { Aws } from '../../aws.ts';
import type { Target } from '@aws-sdk/client-eventbridge';
import { isRecord } from '../../schema/values.ts';
import { resource } from '../../resource.ts';
import { unless } from '../../aws.ts';

const shape = {
  rule: ruleName().required().replaces(),
  eventBusName: busName(),
  targetId: str()
    .matches(/^[\w.-]{1,64}$/, '1 to 64 letters, digits and ._-')
    .computed()
    .replaces(),
  arn: arn().required(),
  roleArn: arn(),
  input: json(),
  inputPath: str().matches(/^.{0,256}$/, 'at most 256 characters'),
  inputTransformer: obj({ inputPaths: map(str()), inputTemplate: str().required() }),
  deadLetterConfig: obj({ arn: arn() }),
  retryPolicy: obj({
    maximumEventAgeInSeconds: num().between(60, 86_400).computed(),
    maximumRetryAttempts: num().between(0, 185).computed(),
  }),
  sqsTarget: obj({ messageGroupId: str() }),
  ecsTarget,
  forceDestroy: bool().local().defaultTo(false),
} as const;
/** A target whose id is known. */
type Wanted = Values<typeof shape> & { readonly targetId: string };

export const eventTarget = resource({
  token: 'aws:cloudwatch/eventTarget:EventTarget',
  shape,
  faults: targetFaults,
  async create(aws, wanted) {
    const targetId = wanted.targetId ?? `macro-${crypto.randomUUID()}`;
    await put(aws, { ...wanted, targetId });
    return idOf(wanted.eventBusName, wanted.rule, targetId);
  },
  async read(aws, id, state) {
    const { bus, rule, targetId } = partsOf(id, state);
    const it = (await targetsOf(aws, bus, rule)).find(({ Id }) => Id === targetId);
    return it && { ...targetFrom(it), rule, eventBusName: bus, targetId };
  },
  update: (aws, { id, state, wanted }) =>
    put(aws, { ...wanted, targetId: partsOf(id, state).targetId }),
  async delete(aws, id, state) {
    const { bus, rule, targetId } = partsOf(id, state);
    const answer = await unless(
      EVENTS_GONE,
      (await aws.events()).removeTargets({
        Rule: rule,
        EventBusName: bus,
        Ids: [targetId],
        Force: state.forceDestroy ?? false,
      }),
    );
    refused(answer?.FailedEntries, id);
  },
});

async function put(aws: Aws, wanted: Wanted): Promise<void> {
  const { rule: Rule, eventBusName: EventBusName } = wanted;
  const Targets = [targetRequest(wanted)];
  const answer = await (await aws.events()).putTargets({ Rule, EventBusName, Targets });
  refused(answer.FailedEntries, `${Rule} -> ${wanted.arn}`);
}

function targetRequest(wanted: Wanted): Target {
  const { inputTransformer: transformer, retryPolicy: retry } = wanted;
  return {
    Id: wanted.targetId,
    Arn: wanted.arn,
    RoleArn: wanted.roleArn,
    Input: wanted.input,
    InputPath: wanted.inputPath,
    ...(transformer && {
      InputTransformer: {
        InputPathsMap: { ...transformer.inputPaths },
        InputTemplate: transformer.inputTemplate,
      },
    }),
    ...(wanted.deadLetterConfig && { DeadLetterConfig: { Arn: wanted.deadLetterConfig.arn } }),
    ...(retry && {
      RetryPolicy: {
        MaximumEventAgeInSeconds: retry.maximumEventAgeInSeconds,
        MaximumRetryAttempts: retry.maximumRetryAttempts,
      },
    }),
    ...(wanted.sqsTarget && { SqsParameters: { MessageGroupId: wanted.sqsTarget.messageGroupId } }),
    ...(wanted.ecsTarget && { EcsParameters: ecsRequest(wanted.ecsTarget) }),
  };
}

function targetFrom(it: Target) {
  const { InputTransformer: transformer, RetryPolicy: retry, EcsParameters: ecs } = it;
  return {
    arn: it.Arn,
    roleArn: it.RoleArn,
    input: it.Input,
    inputPath: it.InputPath,
    ...(transformer && {
      inputTransformer: {
        inputPaths: transformer.InputPathsMap,
        inputTemplate: transformer.InputTemplate ?? '',
      },
    }),
    ...(it.DeadLetterConfig && { deadLetterConfig: { arn: it.DeadLetterConfig.Arn } }),
    ...(retry && {
      retryPolicy: {
        maximumEventAgeInSeconds: retry.MaximumEventAgeInSeconds,
        maximumRetryAttempts: retry.MaximumRetryAttempts,
      },
    }),
    ...(it.SqsParameters && { sqsTarget: { messageGroupId: it.SqsParameters.MessageGroupId } }),
    ...(ecs && { ecsTarget: ecsFrom(ecs) }),
  };
}

/** EventBridge answers 200 and lists what it did not take. */
function refused(
  entries:
    readonly { ErrorCode?: string | undefined; ErrorMessage?: string | undefined }[] | undefined,
  what: string,
): void {
  const [first] = entries ?? [];
  if (first) throw new Error(`${what}: ${first.ErrorCode ?? ''}: ${first.ErrorMessage ?? ''}`);
}

function idOf(bus: string, rule: string, targetId: string): string {
  return bus === DEFAULT_BUS ? `${rule}-${targetId}` : `${bus}-${rule}-${targetId}`;
}

/** An id cannot be taken apart (names have hyphens); an import gives it as `bus/rule/target`. */
function partsOf(id: string, state: Props): { bus: string; rule: string; targetId: string } {
  const [given, parts] = [state['rule'], id.split('/')];
  if (typeof given === 'string') {
    const { eventBusName, targetId: known } = state;
    const bus = typeof eventBusName === 'string' ? eventBusName : DEFAULT_BUS;
    const head = idOf(bus, given, '');
    return {
      bus,
      rule: given,
      targetId: typeof known === 'string' ? known : id.slice(head.length),
    };
  }
  if (parts.length < 2) throw new Error(`event target ${id}: import it as rule/target`);
  const [targetId = '', rule = '', bus = DEFAULT_BUS] = parts.toReversed();
  return { bus, rule, targetId };
}

function targetFaults(inputs: Props): Fault[] {
  const given = ['input', 'inputPath', 'inputTransformer'].filter(
    (key) => inputs[key] !== undefined,
  );
  const [first, second] = given;
  const ecs = inputs['ecsTarget'];
  return [
    ...(first !== undefined && second !== undefined
      ? [{ property: first, reason: `conflicts with ${second}` }]
      : []),
    ...(isRecord(ecs) && inputs['roleArn'] === undefined
      ? [{ property: 'roleArn', reason: 'required with ecsTarget' }]
      : []),
  ];
}
