import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type Values, obj, set, str } from '../../schema/prop.ts';
import { capacityProviderStrategies, strategiesFrom } from './capacity-providers.ts';
import type { Cluster } from '@aws-sdk/client-ecs';
import { ecsTags, newEcsTags, retag } from './tags.ts';

const NOT_FOUND = /^ClusterNotFoundException$/;
const BUSY =
  /^(ClusterContains(ContainerInstances|Services|Tasks|CapacityProvider)Exception|UpdateInProgressException|ResourceInUseException)$/;

const clusterName = () =>
  str().matches(/^[\w-]{1,255}$/, '1 to 255 letters, digits, underscores and hyphens');

const setting = obj({ name: str().oneOf('containerInsights').required(), value: str().required() });

export const cluster = resource({
  token: 'aws:ecs/cluster:Cluster',
  autoName: { property: 'name', max: 255 },
  shape: {
    name: clusterName().required().replaces(),
    settings: set(setting).computed(),
    ...TAGS,
    arn: str().output(),
  },
  async create(aws, wanted) {
    const answer = await (
      await aws.ecs()
    ).createCluster({
      clusterName: wanted.name,
      ...(wanted.settings ? { settings: settingsRequest(wanted.settings) } : {}),
      ...newEcsTags(wanted.tags),
    });
    return must(answer.cluster?.clusterArn, 'clusterArn');
  },
  async read(aws, id) {
    const it = await clusterOf(aws, id);
    return (
      it && {
        id: it.clusterArn,
        name: it.clusterName,
        settings: (it.settings ?? []).map(({ name = 'containerInsights', value = '' }) => ({
          name,
          value,
        })),
        tags: ecsTags(it.tags),
        arn: it.clusterArn,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('settings')) {
      const settings = settingsRequest(wanted.settings ?? []);
      await (await aws.ecs()).updateCluster({ cluster: id, settings });
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ecs = await aws.ecs();
    const call = (): Promise<unknown> => ecs.deleteCluster({ cluster: id });
    await remove(aws, `cluster ${id}`, call, { gone: NOT_FOUND, busy: BUSY });
  },
});

const settingsRequest = (settings: readonly { readonly name: string; readonly value: string }[]) =>
  settings.map(({ name, value }) => ({ name: name as 'containerInsights', value }));

async function clusterOf(aws: Aws, id: string): Promise<Cluster | undefined> {
  const ecs = await aws.ecs();
  const call = ecs.describeClusters({ clusters: [id], include: ['TAGS', 'SETTINGS'] });
  const it = (await unless(NOT_FOUND, call))?.clusters?.[0];
  return it?.status === 'INACTIVE' ? undefined : it;
}

const providersShape = {
  clusterName: clusterName().required().replaces(),
  capacityProviders: set(str()),
  defaultCapacityProviderStrategies: capacityProviderStrategies,
} as const;

export const clusterCapacityProviders = resource({
  token: 'aws:ecs/clusterCapacityProviders:ClusterCapacityProviders',
  deleteFirst: true,
  shape: providersShape,
  async create(aws, wanted) {
    await putProviders(aws, wanted);
    return wanted.clusterName;
  },
  async read(aws, id) {
    const it = await clusterOf(aws, id);
    return (
      it && {
        clusterName: it.clusterName,
        capacityProviders: it.capacityProviders ?? [],
        defaultCapacityProviderStrategies: strategiesFrom(it.defaultCapacityProviderStrategy),
      }
    );
  },
  update: (aws, { wanted }) => putProviders(aws, wanted),
  async delete(aws, id) {
    const ecs = await aws.ecs();
    const none = { cluster: id, capacityProviders: [], defaultCapacityProviderStrategy: [] };
    const call = (): Promise<unknown> => ecs.putClusterCapacityProviders(none);
    const gone = /^Cluster(NotFound|NotActive)Exception$/;
    await remove(aws, `capacity providers of ${id}`, call, { gone, busy: BUSY });
  },
});

async function putProviders(aws: Aws, wanted: Values<typeof providersShape>): Promise<void> {
  const ecs = await aws.ecs();
  await ecs.putClusterCapacityProviders({
    cluster: wanted.clusterName,
    capacityProviders: [...(wanted.capacityProviders ?? [])],
    defaultCapacityProviderStrategy: [...(wanted.defaultCapacityProviderStrategies ?? [])],
  });
}
