import { type Aws, errorCode, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { bool, num, str } from '../../schema/prop.ts';
import { type TagMap, changeTags, tagList, tagsFrom } from '../tags.ts';
import { propsOf, requestOf } from './distribution-config.ts';
import { type Config, config } from './distribution-shape.ts';

const GONE = /^NoSuchDistribution$/;
/** CloudFront's own zone, for alias records. Source: Route 53 API, `AliasTarget`. */
const HOSTED_ZONE = 'Z2FDTNDATAQYW2';
/** Seconds until a change has reached every edge at the latest. */
const DEPLOYMENT_SECONDS = 1800;

export const distribution = resource({
  token: 'aws:cloudfront/distribution:Distribution',
  shape: {
    ...config,
    continuousDeploymentPolicyId: str().computed(),
    retainOnDelete: bool().local().defaultTo(false),
    waitForDeployment: bool().local().defaultTo(true),
    ...TAGS,
    arn: str().output(),
    callerReference: str().output(),
    domainName: str().output(),
    etag: str().output(),
    hostedZoneId: str().output(),
    inProgressValidationBatches: num().output(),
    lastModifiedTime: str().output(),
    status: str().output(),
  },
  async create(aws, wanted, made) {
    const cloudfront = await aws.cloudfront();
    const answer = await cloudfront.createDistributionWithTags({
      DistributionConfigWithTags: {
        DistributionConfig: request(wanted, `pulumi-${crypto.randomUUID()}`),
        Tags: { Items: tagList(wanted.tags) },
      },
    });
    const id = must(answer.Distribution?.Id, 'Id');
    made(id);
    if (wanted.waitForDeployment) await deployed(aws, id);
    return id;
  },
  async read(aws, id) {
    const cloudfront = await aws.cloudfront();
    const found = await unless(GONE, cloudfront.getDistribution({ Id: id }));
    const it = found?.Distribution;
    if (!it?.DistributionConfig) return undefined;
    return {
      ...propsOf(it.DistributionConfig),
      continuousDeploymentPolicyId: it.DistributionConfig.ContinuousDeploymentPolicyId,
      tags: await tagsOf(aws, must(it.ARN, 'ARN')),
      arn: it.ARN,
      callerReference: it.DistributionConfig.CallerReference,
      domainName: it.DomainName,
      etag: found?.ETag,
      hostedZoneId: HOSTED_ZONE,
      inProgressValidationBatches: it.InProgressInvalidationBatches,
      lastModifiedTime: it.LastModifiedTime?.toISOString(),
      status: it.Status,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const configured = Object.keys(config) as (keyof typeof config)[];
    if (changed(...configured, 'continuousDeploymentPolicyId')) {
      await rewrite(aws, id, wanted);
      if (wanted.waitForDeployment) await deployed(aws, id);
    }
    if (changed('tags')) await retag(aws, must(state.arn, 'ARN'), state.tags, wanted.tags);
  },
  /** CloudFront deletes only what is switched off and no longer on its way to the edges. */
  async delete(aws, id, state) {
    const cloudfront = await aws.cloudfront();
    if (!(await switchedOff(aws, id)) || state.retainOnDelete === true) return;
    const call = async (): Promise<void> => {
      const { ETag } = await cloudfront.getDistribution({ Id: id });
      await cloudfront.deleteDistribution({ Id: id, IfMatch: ETag });
    };
    const busy =
      /^(DistributionNotDisabled|PreconditionFailed|InvalidIfMatchVersion|ResourceInUse)$/;
    await remove(aws, `distribution ${id}`, call, { gone: GONE, busy });
  },
});

interface Wanted extends Config {
  readonly continuousDeploymentPolicyId?: string | undefined;
}

function request(wanted: Wanted, callerReference: string) {
  const { continuousDeploymentPolicyId: ContinuousDeploymentPolicyId = '' } = wanted;
  return { ...requestOf(wanted, callerReference), ContinuousDeploymentPolicyId };
}

/** Writes the whole configuration; one that somebody else changed meanwhile is read anew. */
async function rewrite(aws: Aws, Id: string, wanted: Wanted): Promise<void> {
  const cloudfront = await aws.cloudfront();
  await aws.until(`update distribution ${Id}`, async () => {
    const { ETag, DistributionConfig: now } = await cloudfront.getDistributionConfig({ Id });
    const DistributionConfig = request(wanted, must(now?.CallerReference, 'CallerReference'));
    const call = cloudfront.updateDistribution({ Id, IfMatch: ETag, DistributionConfig });
    return unless(/^(PreconditionFailed|InvalidIfMatchVersion)$/, call);
  });
}

/** Whether the distribution is there, switched off now and at rest. */
async function switchedOff(aws: Aws, Id: string): Promise<boolean> {
  const cloudfront = await aws.cloudfront();
  try {
    const { ETag, DistributionConfig: now } = await cloudfront.getDistributionConfig({ Id });
    if (now?.Enabled === true) {
      const DistributionConfig = { ...now, Enabled: false };
      await cloudfront.updateDistribution({ Id, IfMatch: ETag, DistributionConfig });
    }
    await deployed(aws, Id);
    return true;
  } catch (error) {
    if (GONE.test(errorCode(error))) return false;
    throw error;
  }
}

async function deployed(aws: Aws, Id: string): Promise<void> {
  const cloudfront = await aws.cloudfront();
  const attempt = async (): Promise<true | undefined> => {
    const { Distribution } = await cloudfront.getDistribution({ Id });
    return Distribution?.Status === 'Deployed' ? true : undefined;
  };
  await aws.until(`distribution ${Id} deployed`, attempt, DEPLOYMENT_SECONDS);
}

async function tagsOf(aws: Aws, Resource: string): Promise<TagMap> {
  const { Tags } = await (await aws.cloudfront()).listTagsForResource({ Resource });
  return tagsFrom(Tags?.Items);
}

async function retag(aws: Aws, Resource: string, before?: TagMap, after?: TagMap): Promise<void> {
  const cloudfront = await aws.cloudfront();
  await changeTags(before, after, {
    untag: (Items) => cloudfront.untagResource({ Resource, TagKeys: { Items } }),
    tag: (tags) => cloudfront.tagResource({ Resource, Tags: { Items: tagList(tags) } }),
  });
}
