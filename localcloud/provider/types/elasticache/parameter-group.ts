import type { ElastiCache } from '@aws-sdk/client-elasticache';
import { must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type TypeOf, obj, set, str } from '../../schema/prop.ts';
import { type SettingsWriter, allParameters, writeSettings } from '../parameter-settings.ts';
import { newTags, retag, tagsOf } from '../resource-name-tags.ts';

const NOT_FOUND = /^CacheParameterGroupNotFound(Fault)?$/;

const setting = obj({ name: str().required(), value: str().required() });
type Setting = TypeOf<typeof setting>;

export const cacheParameterGroup = resource({
  token: 'aws:elasticache/parameterGroup:ParameterGroup',
  autoName: { property: 'name', max: 255, lower: true },
  shape: {
    name: str()
      .matches(
        /^(?!.*--)[A-Za-z][A-Za-z0-9-]{0,254}(?<!-)$/,
        'letters, digits and single inner hyphens',
      )
      .comparedBy((value) => String(value).toLowerCase())
      .required()
      .replaces(),
    description: str().defaultTo('Managed by Pulumi').replaces(),
    family: str().required().replaces(),
    parameters: set(setting),
    ...TAGS,
    arn: str().output(),
  },
  async create(aws, wanted, made) {
    const cache = await aws.elasticache();
    await cache.createCacheParameterGroup({
      CacheParameterGroupName: wanted.name,
      CacheParameterGroupFamily: wanted.family,
      Description: wanted.description,
      ...newTags(wanted.tags),
    });
    const id = wanted.name.toLowerCase();
    made(id);
    await writeSettings(writer(cache, id), [], wanted.parameters);
    return id;
  },
  async read(aws, id) {
    const cache = await aws.elasticache();
    const call = cache.describeCacheParameterGroups({ CacheParameterGroupName: id });
    const it = (await unless(NOT_FOUND, call))?.CacheParameterGroups?.[0];
    if (!it) return undefined;
    const arn = must(it.ARN, 'ARN');
    const [parameters, tags] = await Promise.all([userSet(cache, id), tagsOf(cache, arn)]);
    return {
      name: it.CacheParameterGroupName,
      description: it.Description,
      family: it.CacheParameterGroupFamily,
      parameters,
      tags,
      arn,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const cache = await aws.elasticache();
    if (changed('parameters')) {
      await writeSettings(writer(cache, id), state.parameters, wanted.parameters);
    }
    if (changed('tags')) await retag(cache, must(state.arn, 'arn'), state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const cache = await aws.elasticache();
    const call = () => cache.deleteCacheParameterGroup({ CacheParameterGroupName: id });
    const busy = /^InvalidCacheParameterGroupState(Fault)?$/;
    await remove(aws, `cache parameter group ${id}`, call, { gone: NOT_FOUND, busy });
  },
});

async function userSet(cache: ElastiCache, CacheParameterGroupName: string): Promise<Setting[]> {
  const parameters = await allParameters((Marker) =>
    cache.describeCacheParameters({ CacheParameterGroupName, Source: 'user', Marker }),
  );
  return parameters.map((it) => ({
    name: must(it.ParameterName, 'ParameterName'),
    value: it.ParameterValue ?? '',
  }));
}

function writer(cache: ElastiCache, CacheParameterGroupName: string): SettingsWriter<Setting> {
  const input = (settings: readonly Setting[]) => ({
    CacheParameterGroupName,
    ParameterNameValues: settings.map((it) => ({
      ParameterName: it.name,
      ParameterValue: it.value,
    })),
  });
  return {
    set: (settings) => cache.modifyCacheParameterGroup(input(settings)),
    reset: (settings) => cache.resetCacheParameterGroup(input(settings)),
  };
}
