import type { Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { action, actionRequests, actionsFrom } from './actions.ts';
import { elbTags, retag, tagsOf } from './tags.ts';
import { type TypeOf, list, num, obj, set, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';

const NOT_FOUND = /^(Rule|Listener)NotFound(Exception)?$/;

const values = obj({ values: set(str()).required() });

const condition = obj({
  hostHeader: values,
  pathPattern: values,
  sourceIp: values,
  httpRequestMethod: values,
  httpHeader: obj({ httpHeaderName: str().required(), values: set(str()).required() }),
  queryStrings: set(obj({ key: str(), value: str().required() })),
});
type Condition = TypeOf<typeof condition>;

export const listenerRule = resource({
  token: 'aws:lb/listenerRule:ListenerRule',
  shape: {
    listenerArn: arn().required().replaces(),
    priority: num().between(1, 50000).computed(),
    actions: list(action).required(),
    conditions: set(condition).required(),
    ...TAGS,
    arn: str().output(),
  },
  async create(aws, wanted) {
    const answer = await (
      await aws.elb()
    ).createRule({
      ListenerArn: wanted.listenerArn,
      Priority: wanted.priority ?? (await nextPriority(aws, wanted.listenerArn)),
      Actions: actionRequests(wanted.actions),
      Conditions: wanted.conditions.map(conditionRequest),
      ...elbTags(wanted.tags),
    });
    return must(answer.Rules?.[0]?.RuleArn, 'RuleArn');
  },
  async read(aws, id, state) {
    const elb = await aws.elb();
    const it = (await unless(NOT_FOUND, elb.describeRules({ RuleArns: [id] })))?.Rules?.[0];
    return (
      it && {
        listenerArn: state.listenerArn ?? listenerArnOf(id),
        priority: Number(it.Priority),
        actions: actionsFrom(it.Actions, state.actions),
        conditions: (it.Conditions ?? []).map(conditionFrom),
        tags: await tagsOf(aws, id),
        arn: it.RuleArn,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    const elb = await aws.elb();
    if (changed('priority') && wanted.priority !== undefined) {
      await elb.setRulePriorities({ RulePriorities: [{ RuleArn: id, Priority: wanted.priority }] });
    }
    if (changed('actions', 'conditions')) {
      await elb.modifyRule({
        RuleArn: id,
        Actions: actionRequests(wanted.actions),
        Conditions: wanted.conditions.map(conditionRequest),
      });
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const elb = await aws.elb();
    await remove(aws, `listener rule ${id}`, () => elb.deleteRule({ RuleArn: id }), {
      gone: NOT_FOUND,
    });
  },
});

/** `...:listener-rule/app/x/1/2/3` -> `...:listener/app/x/1/2` */
function listenerArnOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
}

/** The real plugin's choice: one more than the highest in use. */
async function nextPriority(aws: Aws, listenerArn: string): Promise<number> {
  const elb = await aws.elb();
  const used: number[] = [];
  let Marker: string | undefined;
  do {
    const page = await elb.describeRules({ ListenerArn: listenerArn, Marker });
    used.push(...(page.Rules ?? []).filter(notDefault).map((each) => Number(each.Priority)));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return Math.max(0, ...used) + 1;
}

const notDefault = (each: Rule): boolean => each.Priority !== 'default';

function conditionRequest(each: Condition): RuleCondition {
  if (each.hostHeader) return { Field: 'host-header', HostHeaderConfig: valuesOf(each.hostHeader) };
  if (each.pathPattern)
    return { Field: 'path-pattern', PathPatternConfig: valuesOf(each.pathPattern) };
  if (each.sourceIp) return { Field: 'source-ip', SourceIpConfig: valuesOf(each.sourceIp) };
  if (each.httpRequestMethod) {
    return {
      Field: 'http-request-method',
      HttpRequestMethodConfig: valuesOf(each.httpRequestMethod),
    };
  }
  if (each.httpHeader) {
    const HttpHeaderName = each.httpHeader.httpHeaderName;
    return {
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName, ...valuesOf(each.httpHeader) },
    };
  }
  const pairs = (each.queryStrings ?? []).map((pair) => ({ Key: pair.key, Value: pair.value }));
  return { Field: 'query-string', QueryStringConfig: { Values: pairs } };
}

const valuesOf = (given: { readonly values: readonly string[] }): { Values: string[] } => ({
  Values: [...given.values],
});

function conditionFrom(each: RuleCondition): Condition {
  const plain = (config: { Values?: string[] | undefined } | undefined): { values: string[] } => ({
    values: config?.Values ?? each.Values ?? [],
  });
  switch (each.Field) {
    case 'host-header':
      return { hostHeader: plain(each.HostHeaderConfig) };
    case 'path-pattern':
      return { pathPattern: plain(each.PathPatternConfig) };
    case 'source-ip':
      return { sourceIp: plain(each.SourceIpConfig) };
    case 'http-request-method':
      return { httpRequestMethod: plain(each.HttpRequestMethodConfig) };
    case 'http-header':
      return {
        httpHeader: {
          httpHeaderName: must(each.HttpHeaderConfig?.HttpHeaderName, 'HttpHeaderName'),
          ...plain(each.HttpHeaderConfig),
        },
      };
    default: {
      const pairs = each.QueryStringConfig?.Values ?? [];
      return {
        queryStrings: pairs.map((pair) => ({ key: pair.Key, value: must(pair.Value, 'Value') })),
      };
    }
  }
}
