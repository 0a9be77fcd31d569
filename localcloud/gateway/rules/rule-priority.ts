import { DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsCall } from '../call.ts';
import { text } from '../call.ts';
import type { Emulator } from '../emulator.ts';
import type { Rule } from '../behaviour.ts';
import { modelViolation } from '../parameters.ts';

/** CreateRule: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const HIGHEST_PRIORITY = 50_000;

/** A priority is 1..50000 and unique on its listener. */
export const rulePriority: Rule = {
  service: 'elasticloadbalancing',
  actions: ['CreateRule', 'SetRulePriorities'],
  check: async (call, aws) => {
    const wanted = wantedPriorities(call);
    for (const { priority } of wanted) {
      const message = outOfRange(priority);
      if (message !== undefined) return { code: 'ValidationError', message };
    }
    const taken = await takenPriorities(call, aws, new Set(wanted.map(({ rule }) => rule)));
    const clash = wanted.find(({ priority }) => taken.has(priority));
    if (!clash) return undefined;
    return { code: 'PriorityInUse', message: `Priority '${clash.priority}' is currently in use` };
  },
};

function wantedPriorities(call: AwsCall): { priority: string; rule: string }[] {
  if (call.action === 'CreateRule') return [{ priority: text(call.params['Priority']), rule: '' }];
  const wanted = [];
  for (let i = 1; ; i++) {
    const base = `RulePriorities.member.${i}`;
    const rule = text(call.params[`${base}.RuleArn`]);
    if (rule === '') return wanted;
    wanted.push({ rule, priority: text(call.params[`${base}.Priority`]) });
  }
}

function outOfRange(priority: string): string | undefined {
  const number = Number(priority);
  if (!(number >= 1)) {
    return modelViolation(priority, 'priority', 'have value greater than or equal to 1');
  }
  if (number <= HIGHEST_PRIORITY) return undefined;
  return modelViolation(priority, 'priority', 'have value less than or equal to 50000');
}

async function takenPriorities(call: AwsCall, aws: Emulator, moved: ReadonlySet<string>) {
  const listener = text(call.params['ListenerArn']) || listenerOf([...moved][0] ?? '');
  const { Rules = [] } = await aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener }));
  const staying = Rules.filter(({ RuleArn = '' }) => !moved.has(RuleArn));
  return new Set(staying.map(({ Priority = '' }) => Priority));
}

/** `...:listener-rule/app/name/lb/listener/rule` -> `...:listener/app/name/lb/listener`. */
function listenerOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
}
