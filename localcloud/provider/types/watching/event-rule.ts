import { TAGS, resource } from '../../resource.ts';
import { type Values, bool, str } from '../../schema/prop.ts';
import { arn, json } from '../rules.ts';
import { must, remove, unless } from '../../aws.ts';
import { changeTags, tagList, tagsFrom } from '../tags.ts';
import type { Aws } from '../../aws.ts';

export const EVENTS_GONE = /^ResourceNotFoundException$/;
/** `Rule can't be deleted since it has targets.` */
const HAS_TARGETS = /^ValidationException$/;
export const DEFAULT_BUS = 'default';

/** Name or ARN of an event bus. */
export const busName = () =>
  str()
    .matches(/^[/.\-_A-Za-z0-9:]+$/, 'name or ARN of an event bus')
    .defaultTo(DEFAULT_BUS)
    .replaces();

/** Name of an event rule. */
export const ruleName = () => str().matches(/^[\w.-]{1,64}$/, '1 to 64 letters, digits and ._-');

const shape = {
  name: ruleName().required().replaces(),
  eventBusName: busName(),
  eventPattern: json(),
  scheduleExpression: str().matches(/^.{0,256}$/, 'at most 256 characters'),
  description: str().matches(/^[\s\S]{0,512}$/, 'at most 512 characters'),
  roleArn: arn(),
  state: str()
    .oneOf('ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')
    .computed(),
  isEnabled: bool().computed(),
  forceDestroy: bool().local().defaultTo(false),
  ...TAGS,
  arn: str().output(),
} as const;
type Wanted = Values<typeof shape>;

export const eventRule = resource({
  token: 'aws:cloudwatch/eventRule:EventRule',
  autoName: { property: 'name', max: 64 },
  shape,
  faults: (inputs) => [
    ...(inputs['eventPattern'] === undefined && inputs['scheduleExpression'] === undefined
      ? [{ property: 'eventPattern', reason: 'eventPattern or scheduleExpression is required' }]
      : []),
    ...(inputs['state'] !== undefined && inputs['isEnabled'] !== undefined
      ? [{ property: 'isEnabled', reason: 'conflicts with state' }]
      : []),
  ],
  async create(aws, wanted) {
    await (await aws.events()).putRule({ ...ruleRequest(wanted), Tags: tagList(wanted.tags) });
    return ruleId(wanted.eventBusName, wanted.name);
  },
  async read(aws, id) {
    const [EventBusName, Name] = busAndRule(id);
    const events = await aws.events();
    const it = await unless(EVENTS_GONE, events.describeRule({ Name, EventBusName }));
    if (!it) return undefined;
    const ResourceARN = must(it.Arn, 'Arn');
    const { Tags } = await events.listTagsForResource({ ResourceARN });
    return {
      name: it.Name,
      eventBusName: it.EventBusName ?? DEFAULT_BUS,
      eventPattern: it.EventPattern,
      scheduleExpression: it.ScheduleExpression,
      description: it.Description,
      roleArn: it.RoleArn,
      state: it.State,
      isEnabled: it.State !== 'DISABLED',
      tags: tagsFrom(Tags),
      arn: it.Arn,
    };
  },
  async update(aws, { state, wanted, changed }) {
    const events = await aws.events();
    await events.putRule(ruleRequest(wanted));
    if (!changed('tags')) return;
    const ResourceARN = must(state.arn, 'arn');
    await changeTags(state.tags, wanted.tags, {
      untag: (TagKeys) => events.untagResource({ ResourceARN, TagKeys }),
      tag: (tags) => events.tagResource({ ResourceARN, Tags: tagList(tags) }),
    });
  },
  async delete(aws, id, state) {
    const [EventBusName, Name] = busAndRule(id);
    const Force = state.forceDestroy ?? false;
    const call = async () => (await aws.events()).deleteRule({ Name, EventBusName, Force });
    await remove(aws, `event rule ${id}`, call, { gone: EVENTS_GONE, busy: HAS_TARGETS });
  },
});

function ruleRequest(wanted: Wanted) {
  const byFlag = wanted.isEnabled === false ? 'DISABLED' : 'ENABLED';
  return {
    Name: wanted.name,
    EventBusName: wanted.eventBusName,
    EventPattern: wanted.eventPattern,
    ScheduleExpression: wanted.scheduleExpression,
    Description: wanted.description,
    RoleArn: wanted.roleArn,
    State: (wanted.state ?? byFlag) as 'ENABLED',
  };
}

/** Id of a rule: its name, after its bus where that is not the default one. */
function ruleId(bus: string, name: string): string {
  return bus === DEFAULT_BUS ? name : `${bus}/${name}`;
}

/** Halves of a rule's id: bus and name. */
function busAndRule(id: string): [string, string] {
  const at = id.lastIndexOf('/');
  return at < 0 ? [DEFAULT_BUS, id] : [id.slice(0, at), id.slice(at + 1)];
}

/** The rule's targets, all pages. */
export async function targetsOf(aws: Aws, EventBusName: string, Rule: string) {
  const events = await aws.events();
  const found = [];
  let NextToken: string | undefined;
  do {
    const call = events.listTargetsByRule({ Rule, EventBusName, NextToken });
    const page = await unless(EVENTS_GONE, call);
    found.push(...(page?.Targets ?? []));
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return found;
}
