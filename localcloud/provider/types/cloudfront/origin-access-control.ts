import type { OriginAccessControlConfig } from '@aws-sdk/client-cloudfront';
import { must, remove, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { str } from '../../schema/prop.ts';
import { fromMembers, toMembers } from '../members.ts';

const GONE = /^NoSuchOriginAccessControl$/;

const config = {
  name: str()
    .rule((value) => (/^.{1,64}$/.test(String(value)) ? undefined : 'expected 1 to 64 characters'))
    .required(),
  description: str()
    .rule((value) => (String(value).length > 256 ? 'expected at most 256 characters' : undefined))
    .defaultTo('Managed by Pulumi'),
  originAccessControlOriginType: str()
    .oneOf('s3', 'mediastore', 'mediapackagev2', 'lambda')
    .required(),
  signingBehavior: str().oneOf('never', 'always', 'no-override').required(),
  signingProtocol: str().oneOf('sigv4').required(),
};

export const originAccessControl = resource({
  token: 'aws:cloudfront/originAccessControl:OriginAccessControl',
  autoName: { property: 'name', max: 64 },
  shape: {
    ...config,
    name: config.name.computed(),
    arn: str().output(),
    etag: str().output(),
  },
  async create(aws, wanted) {
    const cloudfront = await aws.cloudfront();
    const answer = await cloudfront.createOriginAccessControl({
      OriginAccessControlConfig: request(wanted),
    });
    return must(answer.OriginAccessControl?.Id, 'Id');
  },
  async read(aws, id) {
    const cloudfront = await aws.cloudfront();
    const found = await unless(GONE, cloudfront.getOriginAccessControl({ Id: id }));
    if (!found) return undefined;
    const members = found.OriginAccessControl?.OriginAccessControlConfig;
    return {
      ...fromMembers(config, members),
      arn: `arn:aws:cloudfront::${await aws.account()}:origin-access-control/${id}`,
      etag: found.ETag,
    };
  },
  async update(aws, { id, wanted }) {
    const cloudfront = await aws.cloudfront();
    const { ETag } = await cloudfront.getOriginAccessControl({ Id: id });
    await cloudfront.updateOriginAccessControl({
      Id: id,
      IfMatch: ETag,
      OriginAccessControlConfig: request(wanted),
    });
  },
  async delete(aws, id) {
    const cloudfront = await aws.cloudfront();
    const call = async (): Promise<void> => {
      const { ETag } = await cloudfront.getOriginAccessControl({ Id: id });
      await cloudfront.deleteOriginAccessControl({ Id: id, IfMatch: ETag });
    };
    const busy = /^(OriginAccessControlInUse|PreconditionFailed|InvalidIfMatchVersion)$/;
    await remove(aws, `origin access control ${id}`, call, { gone: GONE, busy });
  },
});

function request(wanted: Record<string, unknown>): OriginAccessControlConfig {
  return toMembers(config, wanted) as unknown as OriginAccessControlConfig;
}
