import type { CachePolicyConfig } from '@aws-sdk/client-cloudfront';
import { must, remove, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { type Values, bool, num, obj, set, str } from '../../schema/prop.ts';

const GONE = /^NoSuchCachePolicy$/;

const items = obj({ items: set(str()) });

const parameters = {
  enableAcceptEncodingBrotli: bool(),
  enableAcceptEncodingGzip: bool(),
  cookiesConfig: obj({
    cookieBehavior: str().oneOf('none', 'whitelist', 'allExcept', 'all').required(),
    cookies: items,
  }).required(),
  headersConfig: obj({
    headerBehavior: str().oneOf('none', 'whitelist'),
    headers: items,
  }).required(),
  queryStringsConfig: obj({
    queryStringBehavior: str().oneOf('none', 'whitelist', 'allExcept', 'all').required(),
    queryStrings: items,
  }).required(),
};

const config = {
  name: str().required(),
  comment: str(),
  defaultTtl: num().defaultTo(86_400),
  maxTtl: num().defaultTo(31_536_000),
  minTtl: num().defaultTo(0),
  parametersInCacheKeyAndForwardedToOrigin: obj(parameters).required(),
};

export const cachePolicy = resource({
  token: 'aws:cloudfront/cachePolicy:CachePolicy',
  autoName: { property: 'name', max: 128 },
  shape: { ...config, arn: str().output(), etag: str().output() },
  async create(aws, wanted) {
    const cloudfront = await aws.cloudfront();
    const answer = await cloudfront.createCachePolicy({ CachePolicyConfig: request(wanted) });
    return must(answer.CachePolicy?.Id, 'Id');
  },
  async read(aws, id) {
    const cloudfront = await aws.cloudfront();
    const found = await unless(GONE, cloudfront.getCachePolicy({ Id: id }));
    const it = found?.CachePolicy?.CachePolicyConfig;
    if (!it) return undefined;
    return {
      ...stateOf(it),
      arn: `arn:aws:cloudfront::${await aws.account()}:cache-policy/${id}`,
      etag: found.ETag,
    };
  },
  async update(aws, { id, wanted }) {
    const cloudfront = await aws.cloudfront();
    const { ETag: IfMatch } = await cloudfront.getCachePolicy({ Id: id });
    await cloudfront.updateCachePolicy({ Id: id, IfMatch, CachePolicyConfig: request(wanted) });
  },
  async delete(aws, id) {
    const cloudfront = await aws.cloudfront();
    const call = async (): Promise<void> => {
      const { ETag: IfMatch } = await cloudfront.getCachePolicy({ Id: id });
      await cloudfront.deleteCachePolicy({ Id: id, IfMatch });
    };
    const busy = /^(CachePolicyInUse|PreconditionFailed|InvalidIfMatchVersion)$/;
    await remove(aws, `cache policy ${id}`, call, { gone: GONE, busy });
  },
});

function request(wanted: Values<typeof config>): CachePolicyConfig {
  const { parametersInCacheKeyAndForwardedToOrigin: given } = wanted;
  const { cookiesConfig, headersConfig, queryStringsConfig } = given;
  const Cookies = counted(cookiesConfig.cookies);
  const Headers = counted(headersConfig.headers);
  const QueryStrings = counted(queryStringsConfig.queryStrings);
  return {
    Name: wanted.name,
    Comment: wanted.comment ?? '',
    DefaultTTL: wanted.defaultTtl,
    MaxTTL: wanted.maxTtl,
    MinTTL: wanted.minTtl,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingBrotli: given.enableAcceptEncodingBrotli ?? false,
      EnableAcceptEncodingGzip: given.enableAcceptEncodingGzip ?? false,
      CookiesConfig: {
        CookieBehavior: cookiesConfig.cookieBehavior as 'all',
        ...(Cookies ? { Cookies } : {}),
      },
      HeadersConfig: {
        HeaderBehavior: (headersConfig.headerBehavior ?? 'none') as 'none',
        ...(Headers ? { Headers } : {}),
      },
      QueryStringsConfig: {
        QueryStringBehavior: queryStringsConfig.queryStringBehavior as 'all',
        ...(QueryStrings ? { QueryStrings } : {}),
      },
    },
  };
}

function counted(given: { readonly items?: readonly string[] | undefined } | undefined) {
  const Items = [...(given?.items ?? [])];
  return Items.length === 0 ? undefined : { Quantity: Items.length, Items };
}

function stateOf(it: CachePolicyConfig) {
  const found = it.ParametersInCacheKeyAndForwardedToOrigin;
  const listed = (each: { Items?: string[] | undefined } | undefined) =>
    (each?.Items ?? []).length === 0 ? undefined : { items: each?.Items };
  return {
    name: it.Name,
    comment: it.Comment,
    defaultTtl: it.DefaultTTL,
    maxTtl: it.MaxTTL,
    minTtl: it.MinTTL,
    parametersInCacheKeyAndForwardedToOrigin: {
      enableAcceptEncodingBrotli: found?.EnableAcceptEncodingBrotli,
      enableAcceptEncodingGzip: found?.EnableAcceptEncodingGzip,
      cookiesConfig: {
        cookieBehavior: must(found?.CookiesConfig?.CookieBehavior, 'CookieBehavior'),
        cookies: listed(found?.CookiesConfig?.Cookies),
      },
      headersConfig: {
        headerBehavior: found?.HeadersConfig?.HeaderBehavior,
        headers: listed(found?.HeadersConfig?.Headers),
      },
      queryStringsConfig: {
        queryStringBehavior: must(
          found?.QueryStringsConfig?.QueryStringBehavior,
          'QueryStringBehavior',
        ),
        queryStrings: listed(found?.QueryStringsConfig?.QueryStrings),
      },
    },
  };
}
