import { bool, list, obj, set, str } from '../schema/prop.ts';
import { lookUp } from '../resource.ts';
import { must } from '../aws.ts';

export const getCallerIdentity = lookUp({
  token: 'aws:index/getCallerIdentity:getCallerIdentity',
  args: { id: str() },
  async look(aws) {
    const it = await (await aws.sts()).getCallerIdentity({});
    return { id: it.Account, accountId: it.Account, arn: it.Arn, userId: it.UserId };
  },
});

export const getRegion = lookUp({
  token: 'aws:index/getRegion:getRegion',
  args: { id: str(), endpoint: str(), name: str() },
  look: (aws) => {
    const { region } = aws;
    const endpoint = `ec2.${region}.amazonaws.com`;
    return Promise.resolve({ id: region, name: region, region, endpoint, description: region });
  },
});

export const getPartition = lookUp({
  token: 'aws:index/getPartition:getPartition',
  args: { id: str() },
  look: (aws) => {
    const china = aws.region.startsWith('cn-');
    const partition = china ? 'aws-cn' : aws.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    const dnsSuffix = china ? 'amazonaws.com.cn' : 'amazonaws.com';
    const reverseDnsPrefix = dnsSuffix.split('.').toReversed().join('.');
    return Promise.resolve({ id: partition, partition, dnsSuffix, reverseDnsPrefix });
  },
});

const filter = obj({ name: str().required(), values: set(str()).required() });

export const getAvailabilityZones = lookUp({
  token: 'aws:index/getAvailabilityZones:getAvailabilityZones',
  args: {
    state: str().oneOf('available', 'information', 'impaired', 'unavailable'),
    allAvailabilityZones: bool(),
    excludeNames: set(str()),
    excludeZoneIds: set(str()),
    filters: set(filter),
  },
  async look(aws, args) {
    const asked = (args.filters ?? []).map((each) => ({
      Name: each.name,
      Values: [...each.values],
    }));
    const state = args.state === undefined ? [] : [{ Name: 'state', Values: [args.state] }];
    const answer = await (
      await aws.ec2()
    ).describeAvailabilityZones({
      AllAvailabilityZones: args.allAvailabilityZones,
      ...(asked.length + state.length > 0 ? { Filters: [...asked, ...state] } : {}),
    });
    const zones = (answer.AvailabilityZones ?? [])
      .map((zone) => ({
        name: must(zone.ZoneName, 'ZoneName'),
        zoneId: zone.ZoneId ?? '',
        group: zone.GroupName,
      }))
      .filter((zone) => !args.excludeNames?.includes(zone.name))
      .filter((zone) => !args.excludeZoneIds?.includes(zone.zoneId))
      .toSorted((a, b) => a.name.localeCompare(b.name));
    const names = zones.map((zone) => zone.name);
    const groupNames = [...new Set(zones.flatMap((zone) => zone.group ?? []))];
    return {
      ...args,
      id: aws.region,
      names,
      zoneIds: zones.map((zone) => zone.zoneId),
      groupNames,
    };
  },
});

const principal = obj({ type: str().required(), identifiers: set(str()).required() });
const condition = obj({
  test: str().required(),
  variable: str().required(),
  values: list(str()).required(),
});
const statement = obj({
  sid: str(),
  effect: str().oneOf('Allow', 'Deny').defaultTo('Allow'),
  actions: set(str()),
  notActions: set(str()),
  resources: set(str()),
  notResources: set(str()),
  principals: set(principal),
  notPrincipals: set(principal),
  conditions: set(condition),
});

export const getPolicyDocument = lookUp({
  token: 'aws:iam/getPolicyDocument:getPolicyDocument',
  args: {
    policyId: str(),
    version: str().oneOf('2008-10-17', '2012-10-17').defaultTo('2012-10-17'),
    statements: list(statement),
  },
  look: (_aws, args) => {
    const document = {
      Version: args.version,
      Id: args.policyId,
      Statement: (args.statements ?? []).map((each) => ({
        Sid: each.sid,
        Effect: each.effect,
        Action: one(each.actions),
        NotAction: one(each.notActions),
        Resource: one(each.resources),
        NotResource: one(each.notResources),
        Principal: principals(each.principals),
        NotPrincipal: principals(each.notPrincipals),
        Condition: conditions(each.conditions),
      })),
    };
    const minifiedJson = JSON.stringify(document);
    const id = String(minifiedJson.length);
    return Promise.resolve({ ...args, id, json: JSON.stringify(document, null, 2), minifiedJson });
  },
});

/** IAM's short form: a list of one is its only entry. */
function one(values: readonly string[] | undefined): unknown {
  if (values === undefined || values.length === 0) return undefined;
  return values.length === 1 ? values[0] : values.toSorted();
}

interface Principal {
  readonly type: string;
  readonly identifiers: readonly string[];
}

function principals(given: readonly Principal[] | undefined): unknown {
  if (given === undefined || given.length === 0) return undefined;
  if (given.some((each) => each.type === '*')) return '*';
  return Object.fromEntries(given.map((each) => [each.type, one(each.identifiers)]));
}

interface Condition {
  readonly test: string;
  readonly variable: string;
  readonly values: readonly string[];
}

function conditions(given: readonly Condition[] | undefined): unknown {
  if (given === undefined || given.length === 0) return undefined;
  const byTest: Record<string, Record<string, unknown>> = {};
  for (const each of given) (byTest[each.test] ??= {})[each.variable] = one(each.values);
  return byTest;
}
