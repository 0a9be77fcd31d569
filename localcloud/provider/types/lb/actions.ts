import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type TypeOf, bool, num, obj, set, str } from '../../schema/prop.ts';
import { must } from '../../aws.ts';
import { isDeepStrictEqual } from 'node:util';

const forward = obj({
  targetGroups: set(
    obj({ arn: str().required(), weight: num().between(0, 999).defaultTo(1) }),
  ).required(),
  stickiness: obj({
    duration: num().between(1, 604800).required(),
    enabled: bool().defaultTo(false),
  }),
});

const redirect = obj({
  host: str().defaultTo('#{host}'),
  path: str().defaultTo('/#{path}'),
  port: str().defaultTo('#{port}'),
  protocol: str().oneOf('#{protocol}', 'HTTP', 'HTTPS').defaultTo('#{protocol}'),
  query: str().defaultTo('#{query}'),
  statusCode: str().oneOf('HTTP_301', 'HTTP_302').required(),
});

const fixedResponse = obj({
  contentType: str()
    .oneOf('text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json')
    .required(),
  messageBody: str(),
  statusCode: str()
    .matches(/^[245]\d\d$/, '2XX, 4XX or 5XX')
    .computed(),
});

/** One action of a listener or of a rule. */
export const action = obj({
  type: str().oneOf('forward', 'redirect', 'fixed-response').required(),
  order: num().between(1, 50000).computed(),
  targetGroupArn: str(),
  forward,
  redirect,
  fixedResponse,
});

type ActionValue = TypeOf<typeof action>;

/** Actions as the load balancer is told them, in order from 1 where none is given. */
export function actionRequests(actions: readonly ActionValue[]): Action[] {
  return actions.map((each, index) => ({
    Type: each.type as 'forward',
    Order: each.order ?? index + 1,
    ...(each.forward ? { ForwardConfig: forwardRequest(each.forward) } : {}),
    ...(each.targetGroupArn === undefined ? {} : { TargetGroupArn: each.targetGroupArn }),
    ...(each.redirect ? { RedirectConfig: redirectRequest(each.redirect) } : {}),
    ...(each.fixedResponse ? { FixedResponseConfig: fixedRequest(each.fixedResponse) } : {}),
  }));
}

const forwardRequest = (value: NonNullable<ActionValue['forward']>) => ({
  TargetGroups: value.targetGroups.map((each) => ({
    TargetGroupArn: each.arn,
    Weight: each.weight,
  })),
  ...(value.stickiness
    ? {
        TargetGroupStickinessConfig: {
          Enabled: value.stickiness.enabled,
          DurationSeconds: value.stickiness.duration,
        },
      }
    : {}),
});

const redirectRequest = (value: NonNullable<ActionValue['redirect']>) => ({
  Host: value.host,
  Path: value.path,
  Port: value.port,
  Protocol: value.protocol,
  Query: value.query,
  StatusCode: value.statusCode as 'HTTP_301',
});

const fixedRequest = (value: NonNullable<ActionValue['fixedResponse']>) => ({
  ContentType: value.contentType,
  MessageBody: value.messageBody,
  StatusCode: value.statusCode ?? '200',
});

/**
 * AWS's actions as a program writes them. A single forward can be said in two ways, of which AWS
 * answers both: the way it was written (`before`) is kept.
 */
export function actionsFrom(
  actions: readonly Action[] | undefined,
  before: readonly ActionValue[] | undefined,
): ActionValue[] {
  const sorted = (actions ?? []).toSorted((a, b) => (a.Order ?? 0) - (b.Order ?? 0));
  return sorted.map((each, index) => actionFrom(each, before?.[index], index));
}

function actionFrom(each: Action, before: ActionValue | undefined, index: number): ActionValue {
  const { RedirectConfig, FixedResponseConfig } = each;
  return {
    type: must(each.Type, 'Type'),
    order: each.Order ?? index + 1,
    ...(each.Type === 'forward' ? forwardFrom(each, before) : {}),
    ...(RedirectConfig && each.Type === 'redirect'
      ? {
          redirect: {
            host: RedirectConfig.Host ?? '#{host}',
            path: RedirectConfig.Path ?? '/#{path}',
            port: RedirectConfig.Port ?? '#{port}',
            protocol: RedirectConfig.Protocol ?? '#{protocol}',
            query: RedirectConfig.Query ?? '#{query}',
            statusCode: must(RedirectConfig.StatusCode, 'StatusCode'),
          },
        }
      : {}),
    ...(FixedResponseConfig && each.Type === 'fixed-response'
      ? {
          fixedResponse: {
            contentType: FixedResponseConfig.ContentType ?? 'text/plain',
            messageBody: FixedResponseConfig.MessageBody,
            statusCode: must(FixedResponseConfig.StatusCode, 'StatusCode'),
          },
        }
      : {}),
  };
}

function forwardFrom(each: Action, before: ActionValue | undefined): Partial<ActionValue> {
  const groups = each.ForwardConfig?.TargetGroups ?? [];
  const only = groups.length <= 1 ? (each.TargetGroupArn ?? groups[0]?.TargetGroupArn) : undefined;
  if (only !== undefined && !before?.forward) return { targetGroupArn: only };
  const targetGroups = groups.map((group) => ({
    arn: must(group.TargetGroupArn, 'TargetGroupArn'),
    weight: group.Weight ?? 1,
  }));
  const sticky = each.ForwardConfig?.TargetGroupStickinessConfig;
  const stickiness = {
    enabled: sticky?.Enabled ?? false,
    duration: sticky?.DurationSeconds ?? before?.forward?.stickiness?.duration ?? 1,
  };
  const shown =
    stickiness.enabled || isDeepStrictEqual(before?.forward?.stickiness?.enabled, false);
  return { forward: { targetGroups, ...(shown ? { stickiness } : {}) } };
}
