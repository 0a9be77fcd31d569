import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { Props } from '../../schema/prop.ts';
import { isRecord } from '../../schema/values.ts';
import { fromMembers, toMembers } from '../members.ts';
import { type Behavior, type Config, SPELLING, config } from './distribution-shape.ts';

const NONE = { Quantity: 0 };
const NOBODY = { Enabled: false, Quantity: 0 };

/** CloudFront takes a configuration whole: what is not given is written as "none". */
export function requestOf(wanted: Config, CallerReference: string): DistributionConfig {
  const { orderedCacheBehaviors = [], origins } = wanted;
  const members = toMembers(config, wanted, SPELLING);
  return {
    Aliases: NONE,
    Comment: '',
    CustomErrorResponses: NONE,
    DefaultRootObject: '',
    Logging: { Enabled: false, IncludeCookies: false, Bucket: '', Prefix: '' },
    WebACLId: '',
    ...members,
    CallerReference,
    DefaultCacheBehavior: behaviorRequest(
      wanted.defaultCacheBehavior,
      members['DefaultCacheBehavior'],
    ),
    CacheBehaviors: {
      Quantity: orderedCacheBehaviors.length,
      Items: orderedCacheBehaviors.map((each, index) =>
        behaviorRequest(each, itemsOf(members['CacheBehaviors'])[index]),
      ),
    },
    Origins: {
      Quantity: origins.length,
      Items: itemsOf(members['Origins']).map(originRequest),
    },
    Restrictions: restrictionsRequest(wanted),
    ...(wanted.loggingConfig
      ? { Logging: { Enabled: true, ...asRecord(members['Logging']) } }
      : {}),
    ...errorResponses(wanted),
  } as unknown as DistributionConfig;
}

function behaviorRequest(given: Behavior, member: unknown): Props {
  const { allowedMethods, cachedMethods, trustedKeyGroups = [], trustedSigners = [] } = given;
  const { CachedMethods: _, ...members } = asRecord(member);
  // TTLs are those of the cache policy where there is one; CloudFront refuses both.
  const { MinTTL, MaxTTL, DefaultTTL, ...rest } = members;
  return {
    FieldLevelEncryptionId: '',
    FunctionAssociations: NONE,
    LambdaFunctionAssociations: NONE,
    SmoothStreaming: false,
    ...rest,
    ...(given.cachePolicyId === undefined ? { MinTTL, MaxTTL, DefaultTTL } : {}),
    AllowedMethods: { ...counted(allowedMethods), CachedMethods: counted(cachedMethods) },
    TrustedKeyGroups: allowed(trustedKeyGroups),
    TrustedSigners: allowed(trustedSigners),
  };
}

/** An origin that is not a server of one's own is a bucket. */
function originRequest(member: unknown): Props {
  const origin = asRecord(member);
  const bucket =
    origin['CustomOriginConfig'] === undefined && origin['S3OriginConfig'] === undefined;
  return {
    CustomHeaders: NONE,
    ...origin,
    ...(bucket ? { S3OriginConfig: { OriginAccessIdentity: '' } } : {}),
  };
}

function restrictionsRequest({ restrictions: { geoRestriction } }: Config): Props {
  const { restrictionType: RestrictionType, locations = [] } = geoRestriction;
  return { GeoRestriction: { RestrictionType, ...counted(locations) } };
}

/** A code to answer with is a text at CloudFront, the code that is answered to a number. */
function errorResponses({ customErrorResponses: given }: Config): Props {
  if (given === undefined) return {};
  const Items = given.map((each) => ({
    ErrorCode: each.errorCode,
    ErrorCachingMinTTL: each.errorCachingMinTtl,
    ResponseCode: each.responseCode === undefined ? '' : String(each.responseCode),
    ResponsePagePath: each.responsePagePath ?? '',
  }));
  return { CustomErrorResponses: counted(Items) };
}

function counted<T>(items: readonly T[]): { Quantity: number; Items?: T[] } {
  return items.length === 0 ? NONE : { Quantity: items.length, Items: [...items] };
}

function allowed(items: readonly string[]) {
  return items.length === 0 ? NOBODY : { Enabled: true, ...counted(items) };
}

/** CloudFront's configuration as properties; "none" is absent, as a program would leave it out. */
export function propsOf(found: DistributionConfig): Partial<Config> {
  const props: Partial<Config> = fromMembers(config, found, SPELLING);
  const { CacheBehaviors, DefaultCacheBehavior, Logging, Restrictions, ViewerCertificate } = found;
  const { loggingConfig, viewerCertificate, ...rest } = props;
  const own = ViewerCertificate?.ACMCertificateArn ?? ViewerCertificate?.IAMCertificateId ?? '';
  const { sslSupportMethod, ...certificate } = viewerCertificate ?? {};
  const { Items: locations = [], RestrictionType } = Restrictions?.GeoRestriction ?? {};
  return {
    ...rest,
    httpVersion: (found.HttpVersion ?? '').toLowerCase(),
    defaultCacheBehavior: behaviorProps(props.defaultCacheBehavior, DefaultCacheBehavior),
    orderedCacheBehaviors: (props.orderedCacheBehaviors ?? []).map((each, index) => {
      const props = behaviorProps(each, CacheBehaviors?.Items?.[index]);
      return { ...props, pathPattern: each.pathPattern };
    }),
    origins: (props.origins ?? []).map(({ s3OriginConfig, ...origin }) =>
      (s3OriginConfig?.originAccessIdentity ?? '') === '' ? origin : { ...origin, s3OriginConfig },
    ),
    customErrorResponses: (found.CustomErrorResponses?.Items ?? []).map((each) => ({
      errorCode: each.ErrorCode ?? 0,
      errorCachingMinTtl: each.ErrorCachingMinTTL,
      responseCode: each.ResponseCode ? Number(each.ResponseCode) : undefined,
      responsePagePath: each.ResponsePagePath === '' ? undefined : each.ResponsePagePath,
    })),
    restrictions: {
      geoRestriction: { restrictionType: RestrictionType ?? 'none', locations },
    },
    viewerCertificate: {
      minimumProtocolVersion: 'TLSv1',
      ...certificate,
      ...(own === '' ? {} : { sslSupportMethod }),
    },
    ...(Logging?.Enabled === true || (Logging?.Bucket ?? '') !== '' ? { loggingConfig } : {}),
  };
}

type FoundBehavior = DistributionConfig['DefaultCacheBehavior'];

function behaviorProps(props: Behavior | undefined, found: FoundBehavior): Behavior {
  const { AllowedMethods, TrustedKeyGroups, TrustedSigners } = found ?? {};
  return {
    ...props,
    allowedMethods: AllowedMethods?.Items ?? [],
    cachedMethods: AllowedMethods?.CachedMethods?.Items ?? [],
    trustedKeyGroups: TrustedKeyGroups?.Items ?? [],
    trustedSigners: TrustedSigners?.Items ?? [],
  } as Behavior;
}

function itemsOf(member: unknown): readonly unknown[] {
  const { Items } = asRecord(member);
  return Array.isArray(Items) ? Items : [];
}

function asRecord(value: unknown): Props {
  return isRecord(value) ? value : {};
}
