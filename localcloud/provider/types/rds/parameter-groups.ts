import type { Parameter, RDS } from '@aws-sdk/client-rds';
import { must, remove, unless } from '../../aws.ts';
import { type ResourceType, TAGS, resource } from '../../resource.ts';
import { type TypeOf, bool, obj, set, str } from '../../schema/prop.ts';
import {
  type ParameterPage,
  type SettingsWriter,
  allParameters,
  writeSettings,
} from '../parameter-settings.ts';
import { type NewTags, newTags, retag, tagsOf } from '../resource-name-tags.ts';

const NOT_FOUND = /^DB(Cluster)?ParameterGroupNotFound(Fault)?$/;

const setting = obj({
  name: str().required(),
  value: str().required(),
  applyMethod: str().oneOf('immediate', 'pending-reboot').defaultTo('immediate'),
});
type Setting = TypeOf<typeof setting>;

const shape = {
  name: str()
    .matches(/^(?!.*--)[a-z][a-z0-9.-]{0,254}(?<!-)$/, '1 to 255 of a-z, 0-9, . and single inner -')
    .required()
    .replaces(),
  description: str().defaultTo('Managed by Pulumi').replaces(),
  family: str().required().replaces(),
  parameters: set(setting),
  ...TAGS,
  arn: str().output(),
};

interface Group {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly family?: string | undefined;
  readonly arn: string;
}

/** What differs between the groups of instances and of clusters. */
interface Kind {
  create(rds: RDS, group: Required<Omit<Group, 'arn'>>, tags: NewTags): Promise<unknown>;
  find(rds: RDS, name: string): Promise<Group | undefined>;
  /** Parameters that were set, one page. */
  list(rds: RDS, name: string, marker: string | undefined): Promise<ParameterPage<Parameter>>;
  set(rds: RDS, name: string, Parameters: Parameter[]): Promise<unknown>;
  reset(rds: RDS, name: string, Parameters: Parameter[]): Promise<unknown>;
  delete(rds: RDS, name: string): Promise<unknown>;
}

const instanceKind: Kind = {
  create: (rds, { name, description, family }, tags) =>
    rds.createDBParameterGroup({
      DBParameterGroupName: name,
      DBParameterGroupFamily: family,
      Description: description,
      ...tags,
    }),
  async find(rds, DBParameterGroupName) {
    const call = rds.describeDBParameterGroups({ DBParameterGroupName });
    const it = (await unless(NOT_FOUND, call))?.DBParameterGroups?.[0];
    return (
      it && {
        name: it.DBParameterGroupName,
        description: it.Description,
        family: it.DBParameterGroupFamily,
        arn: must(it.DBParameterGroupArn, 'DBParameterGroupArn'),
      }
    );
  },
  list: (rds, DBParameterGroupName, Marker) =>
    rds.describeDBParameters({ DBParameterGroupName, Source: 'user', Marker }),
  set: (rds, DBParameterGroupName, Parameters) =>
    rds.modifyDBParameterGroup({ DBParameterGroupName, Parameters }),
  reset: (rds, DBParameterGroupName, Parameters) =>
    rds.resetDBParameterGroup({ DBParameterGroupName, Parameters }),
  delete: (rds, DBParameterGroupName) => rds.deleteDBParameterGroup({ DBParameterGroupName }),
};

const clusterKind: Kind = {
  create: (rds, { name, description, family }, tags) =>
    rds.createDBClusterParameterGroup({
      DBClusterParameterGroupName: name,
      DBParameterGroupFamily: family,
      Description: description,
      ...tags,
    }),
  async find(rds, DBClusterParameterGroupName) {
    const call = rds.describeDBClusterParameterGroups({ DBClusterParameterGroupName });
    const it = (await unless(NOT_FOUND, call))?.DBClusterParameterGroups?.[0];
    return (
      it && {
        name: it.DBClusterParameterGroupName,
        description: it.Description,
        family: it.DBParameterGroupFamily,
        arn: must(it.DBClusterParameterGroupArn, 'DBClusterParameterGroupArn'),
      }
    );
  },
  list: (rds, DBClusterParameterGroupName, Marker) =>
    rds.describeDBClusterParameters({ DBClusterParameterGroupName, Source: 'user', Marker }),
  set: (rds, DBClusterParameterGroupName, Parameters) =>
    rds.modifyDBClusterParameterGroup({ DBClusterParameterGroupName, Parameters }),
  reset: (rds, DBClusterParameterGroupName, Parameters) =>
    rds.resetDBClusterParameterGroup({ DBClusterParameterGroupName, Parameters }),
  delete: (rds, DBClusterParameterGroupName) =>
    rds.deleteDBClusterParameterGroup({ DBClusterParameterGroupName }),
};

function parameterGroupOf(
  token: string,
  kind: Kind,
  more: { skipDestroy?: ReturnType<typeof bool> },
): ResourceType {
  return resource({
    token,
    autoName: { property: 'name', max: 255, lower: true },
    shape: { ...shape, ...more },
    async create(aws, wanted, made) {
      const rds = await aws.rds();
      await kind.create(rds, wanted, newTags(wanted.tags));
      made(wanted.name);
      await writeSettings(writer(rds, kind, wanted.name), [], wanted.parameters);
      return wanted.name;
    },
    async read(aws, id) {
      const rds = await aws.rds();
      const group = await kind.find(rds, id);
      if (!group) return undefined;
      const [parameters, tags] = await Promise.all([
        userSet(rds, kind, id),
        tagsOf(rds, group.arn),
      ]);
      return { ...group, parameters, tags };
    },
    async update(aws, { id, state, wanted, changed }) {
      const rds = await aws.rds();
      if (changed('parameters')) {
        await writeSettings(writer(rds, kind, id), state.parameters, wanted.parameters);
      }
      if (changed('tags')) await retag(rds, must(state.arn, 'arn'), state.tags, wanted.tags);
    },
    async delete(aws, id, state) {
      if ((state as { skipDestroy?: boolean }).skipDestroy) return;
      const rds = await aws.rds();
      const busy = /^InvalidDBParameterGroupState(Fault)?$/;
      await remove(aws, `parameter group ${id}`, () => kind.delete(rds, id), {
        gone: NOT_FOUND,
        busy,
      });
    },
  });
}

async function userSet(rds: RDS, kind: Kind, name: string): Promise<Setting[]> {
  const parameters = await allParameters((marker) => kind.list(rds, name, marker));
  return parameters.map((it) => ({
    name: must(it.ParameterName, 'ParameterName'),
    value: it.ParameterValue ?? '',
    applyMethod: it.ApplyMethod ?? 'immediate',
  }));
}

function writer(rds: RDS, kind: Kind, name: string): SettingsWriter<Setting> {
  return {
    set: (settings) => kind.set(rds, name, settings.map(sent)),
    reset: (settings) => kind.reset(rds, name, settings.map(sent)),
  };
}

const sent = (it: Setting): Parameter => ({
  ParameterName: it.name,
  ParameterValue: it.value,
  ApplyMethod: it.applyMethod as 'immediate',
});

export const dbParameterGroup = parameterGroupOf(
  'aws:rds/parameterGroup:ParameterGroup',
  instanceKind,
  { skipDestroy: bool().local() },
);
export const dbClusterParameterGroup = parameterGroupOf(
  'aws:rds/clusterParameterGroup:ClusterParameterGroup',
  clusterKind,
  {},
);
