import type { LifecycleRule, TransitionDefaultMinimumObjectSize } from '@aws-sdk/client-s3';
import { type Aws, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { type Props, type Values, bool, list, map, num, obj, set, str } from '../../schema/prop.ts';
import { isRecord } from '../../schema/values.ts';
import { fromMembers, toMembers } from '../members.ts';
import { tagsFrom } from '../tags.ts';
import { ownedBy, ownedProps, settingId } from './settings.ts';

/** Classes that objects can move to. Source: S3 API, `Transition`. */
const STORAGE_CLASSES = [
  'GLACIER',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
] as const;

const storageClass = str()
  .oneOf(...STORAGE_CLASSES)
  .required();
const days = num().rule((value) =>
  Number.isInteger(value) && Number(value) >= 1 ? undefined : 'expected a whole number of days',
);
const sizes = { objectSizeGreaterThan: num(), objectSizeLessThan: num() };

const rule = {
  id: str()
    .rule((value) => (String(value).length > 255 ? 'expected at most 255 characters' : undefined))
    .required(),
  status: str().oneOf('Enabled', 'Disabled').required(),
  filter: obj({
    prefix: str(),
    ...sizes,
    tag: obj({ key: str().required(), value: str().required() }),
    and: obj({ prefix: str(), ...sizes, tags: map(str()) }),
  }).computed(),
  prefix: str().computed(),
  abortIncompleteMultipartUpload: obj({ daysAfterInitiation: days }),
  expiration: obj({ date: str(), days: num(), expiredObjectDeleteMarker: bool() }),
  noncurrentVersionExpiration: obj({
    newerNoncurrentVersions: num(),
    noncurrentDays: days.required(),
  }),
  noncurrentVersionTransitions: set(
    obj({ newerNoncurrentVersions: num(), noncurrentDays: num().required(), storageClass }),
  ),
  transitions: set(obj({ date: str(), days: num(), storageClass })),
};
const SPELLING = { names: { id: 'ID' } };

export const bucketLifecycle = resource({
  token: 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  shape: {
    bucket: str().required().replaces(),
    expectedBucketOwner: str().replaces(),
    rules: list(obj(rule)),
    transitionDefaultMinimumObjectSize: str()
      .oneOf('all_storage_classes_128K', 'varies_by_storage_class')
      .computed(),
  },
  async create(aws, wanted) {
    const id = settingId(wanted);
    await put(aws, id, wanted);
    return id;
  },
  async read(aws, id) {
    const none = /^(NoSuchBucket|NoSuchLifecycleConfiguration)$/;
    const call = (await aws.s3()).getBucketLifecycleConfiguration(ownedBy(id));
    const found = await unless(none, call);
    if (!found) return undefined;
    return {
      ...ownedProps(id),
      rules: (found.Rules ?? []).map(propsOf),
      transitionDefaultMinimumObjectSize: found.TransitionDefaultMinimumObjectSize,
    };
  },
  update: (aws, { id, wanted }) => put(aws, id, wanted),
  async delete(aws, id) {
    await unless(/^NoSuchBucket$/, (await aws.s3()).deleteBucketLifecycle(ownedBy(id)));
  },
});

async function put(
  aws: Aws,
  id: string,
  wanted: {
    readonly rules?: readonly Props[] | undefined;
    readonly transitionDefaultMinimumObjectSize?: string | undefined;
  },
): Promise<void> {
  const { rules = [], transitionDefaultMinimumObjectSize: size } = wanted;
  await (
    await aws.s3()
  ).putBucketLifecycleConfiguration({
    ...ownedBy(id),
    TransitionDefaultMinimumObjectSize: size as TransitionDefaultMinimumObjectSize | undefined,
    LifecycleConfiguration: { Rules: rules.map(membersOf) },
  });
}

/** Tags are a map in a program and a list at S3; dates are texts and dates. */
function membersOf(values: Props): LifecycleRule {
  const found = mapped(toMembers(rule, values, SPELLING), 'Date', (date) => new Date(String(date)));
  const filter = isRecord(values['filter']) ? values['filter'] : {};
  const { and } = filter;
  if (isRecord(and) && isRecord(and['tags']) && isRecord(found['Filter'])) {
    const Tags = Object.entries(and['tags']).map(([Key, Value]) => ({ Key, Value }));
    found['Filter'] = { ...found['Filter'], And: { ...(found['Filter']['And'] as Props), Tags } };
  }
  // Without a filter or the old prefix a rule is for all objects.
  if (values['filter'] === undefined && values['prefix'] === undefined)
    found['Filter'] = { Prefix: '' };
  return found as unknown as LifecycleRule;
}

function propsOf(found: LifecycleRule): Values<typeof rule> {
  const members = mapped({ ...found }, 'Date', (date) =>
    date instanceof Date ? date.toISOString().replace('.000Z', 'Z') : date,
  );
  const props = fromMembers(rule, members, SPELLING);
  const { and } = props.filter ?? {};
  if (and === undefined) return props;
  const tags = tagsFrom(found.Filter?.And?.Tags);
  return { ...props, filter: { ...props.filter, and: { ...and, tags } } };
}

/** The tree with every member of this name replaced. */
function mapped(tree: Props, name: string, change: (value: unknown) => unknown): Props {
  const each = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(each);
    return isRecord(value) ? mapped(value, name, change) : value;
  };
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, key === name ? change(value) : each(value)]),
  );
}
