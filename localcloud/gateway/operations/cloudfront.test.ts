import { describe, expect, it } from '@jest/globals';
import { cloudfrontOperation } from './cloudfront.ts';

const ARN = 'arn:aws:cloudfront::111122223333:distribution/E1';

describe("CloudFront's operation is told by method and path", () => {
  it.each([
    ['POST', 'distribution', 'CreateDistribution', undefined],
    ['POST', 'distribution?WithTags', 'CreateDistributionWithTags', undefined],
    ['GET', 'distribution', 'ListDistributions', undefined],
    ['GET', 'distribution/E1', 'GetDistribution', 'E1'],
    ['GET', 'distribution/E1/config', 'GetDistributionConfig', 'E1'],
    ['PUT', 'distribution/E1/config', 'UpdateDistribution', 'E1'],
    ['DELETE', 'distribution/E1', 'DeleteDistribution', 'E1'],
    ['POST', 'distribution/E1/invalidation', 'CreateInvalidation', 'E1'],
    ['PUT', 'origin-access-control/E1/config', 'UpdateOriginAccessControl', 'E1'],
    ['DELETE', 'origin-access-control/E1', 'DeleteOriginAccessControl', 'E1'],
    ['PUT', 'cache-policy/p', 'UpdateCachePolicy', 'p'],
    ['GET', 'cache-policy', 'ListCachePolicies', undefined],
    ['GET', `tagging?Resource=${ARN}`, 'ListTagsForResource', ARN],
    ['POST', `tagging?Operation=Tag&Resource=${ARN}`, 'TagResource', ARN],
    ['POST', `tagging?Operation=Untag&Resource=${ARN}`, 'UntagResource', ARN],
    ['GET', 'something/new', 'GET /something/new', undefined],
  ])('%s %s is %s', (method, path, action, id) => {
    const found = cloudfrontOperation({ method, url: `/2020-05-31/${path}`, headers: {} });
    expect(found).toMatchObject({ action, protocol: 'rest-xml' });
    expect(found.params['ResourceId']).toBe(id);
  });

  it('hands on the document that was sent', () => {
    const request = { method: 'POST', url: '/2020-05-31/cache-policy', headers: {}, body: '<a/>' };
    expect(cloudfrontOperation(request).params).toEqual({ Document: '<a/>' });
  });
});
