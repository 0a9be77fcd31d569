import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { str } from '../../schema/prop.ts';
import { retag, tagsOf, tagRequest } from './tags.ts';

const NOT_FOUND = /^NamespaceNotFound$/;

export const privateDnsNamespace = resource({
  token: 'aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace',
  autoName: { property: 'name', max: 253 },
  shape: {
    name: str()
      .matches(/^[!-~]{1,253}$/, '1 to 253 printable characters without spaces')
      .required()
      .replaces(),
    vpc: str().local().required().replaces(),
    description: str(),
    ...TAGS,
    arn: str().output(),
    hostedZone: str().output(),
  },
  async create(aws, wanted) {
    const cloudMap = await aws.serviceDiscovery();
    const { OperationId } = await cloudMap.createPrivateDnsNamespace({
      Name: wanted.name,
      Vpc: wanted.vpc,
      Description: wanted.description,
      ...tagRequest(wanted.tags),
    });
    return must(await finished(aws, OperationId), 'the id of the namespace');
  },
  async read(aws, id) {
    const cloudMap = await aws.serviceDiscovery();
    const it = (await unless(NOT_FOUND, cloudMap.getNamespace({ Id: id })))?.Namespace;
    return (
      it && {
        name: it.Name,
        description: it.Description,
        tags: await tagsOf(aws, it.Arn),
        arn: it.Arn,
        hostedZone: it.Properties?.DnsProperties?.HostedZoneId,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('description')) {
      const cloudMap = await aws.serviceDiscovery();
      const Namespace = { Description: wanted.description ?? '' };
      const answer = await cloudMap.updatePrivateDnsNamespace({ Id: id, Namespace });
      await finished(aws, answer.OperationId);
    }
    if (changed('tags')) await retag(aws, state.arn, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const cloudMap = await aws.serviceDiscovery();
    const call = async (): Promise<void> => {
      await finished(aws, (await cloudMap.deleteNamespace({ Id: id })).OperationId);
    };
    await remove(aws, `namespace ${id}`, call, { gone: NOT_FOUND, busy: /^ResourceInUse$/ });
  },
});

/**
 * Waits for what Cloud Map does in the background.
 * @returns id of the namespace it was about
 */
export async function finished(aws: Aws, id: string | undefined): Promise<string | undefined> {
  const cloudMap = await aws.serviceDiscovery();
  const operation = await aws.until(`Cloud Map operation ${id ?? ''}`, async () => {
    const found = (await cloudMap.getOperation({ OperationId: must(id, 'OperationId') })).Operation;
    if (found?.Status === 'FAIL')
      throw new Error(`${found.ErrorCode ?? 'failed'}: ${found.ErrorMessage ?? ''}`);
    return found?.Status === 'SUCCESS' ? found : undefined;
  });
  return operation.Targets?.NAMESPACE;
}
