import type { CallRecord } from '../gateway/call-log.ts';

/** What calls made and did not remove again. */
export interface Left {
  readonly service: string;
  /** The call that made it: `CreateVpc`. */
  readonly made: string;
  readonly count: number;
  /** Names, as far as the calls name them. */
  readonly names: readonly string[];
}

export interface Ledger {
  /** Resources that the calls made. */
  readonly made: number;
  readonly removed: number;
  readonly left: readonly Left[];
}

/** Calls that make something, and the call that removes it where its name does not follow from the first. */
const REMOVED_BY: Readonly<Record<string, string>> = {
  AllocateAddress: 'ReleaseAddress',
  AttachInternetGateway: 'DetachInternetGateway',
  AttachRolePolicy: 'DetachRolePolicy',
  RegisterTaskDefinition: 'DeregisterTaskDefinition',
  RegisterScalableTarget: 'DeregisterScalableTarget',
  RequestCertificate: 'DeleteCertificate',
  AssociateRouteTable: 'DisassociateRouteTable',
  AssociateWebACL: 'DisassociateWebACL',
  Subscribe: 'Unsubscribe',
  AddPermission: 'RemovePermission',
  CreateVpcEndpoint: 'DeleteVpcEndpoints',
  CreateFlowLogs: 'DeleteFlowLogs',
  CreatePrivateDnsNamespace: 'DeleteNamespace',
  CreateDistributionWithTags: 'DeleteDistribution',
  PutMetricAlarm: 'DeleteAlarms',
  PutDashboard: 'DeleteDashboards',
};

/** Things that calls write again and again: each is one, by its name, however often it was written. */
const WRITTEN: ReadonlySet<string> = new Set([
  'PutMetricAlarm',
  'PutDashboard',
  'PutParameter',
  'PutRule',
  'PutRolePolicy',
  'RegisterScalableTarget',
  'AssociateWebACL',
]);

/** Not things, or things that go with what they belong to. */
const NO_THINGS: ReadonlySet<string> = new Set([
  'CreateTags',
  'CreateGrant',
  'CreateInvalidation',
  'CreateNetworkAclEntry',
]);

/** Balances what successful calls made against what they removed, service by service. */
export function ledgerOf(calls: readonly CallRecord[]): Ledger {
  const done = calls.filter(({ write, outcome }) => write && outcome.status < 300);
  const kinds = Map.groupBy(done.filter(makes), ({ service, action }) => `${service} ${action}`);
  const rows = [...kinds.values()].map((made) => balance(made, done));
  return {
    made: sum(rows.map((row) => row.made)),
    removed: sum(rows.map((row) => row.made - row.left.count)),
    left: rows.map(({ left }) => left).filter(({ count }) => count > 0),
  };
}

function makes({ action }: CallRecord): boolean {
  if (NO_THINGS.has(action)) return false;
  return WRITTEN.has(action) || action in REMOVED_BY || action.startsWith('Create');
}

function balance(made: readonly CallRecord[], all: readonly CallRecord[]) {
  const { service = '', action = '' } = made[0] ?? {};
  const removal = REMOVED_BY[action] ?? action.replace(/^(Create|Put)/, 'Delete');
  const removed = all.filter((one) => one.service === service && one.action === removal);
  if (!WRITTEN.has(action)) {
    const count = Math.max(0, made.length - removed.length);
    return { made: made.length, left: { service, made: action, count, names: [] } };
  }
  const gone = new Set(removed.map(({ resource }) => resource));
  const names = [...new Set(made.map(({ resource }) => resource))];
  const kept = names.filter((name) => !gone.has(name));
  return { made: names.length, left: { service, made: action, count: kept.length, names: kept } };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
