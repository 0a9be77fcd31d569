import { describe, expect, it } from '@jest/globals';
import { identify, streams } from './call.ts';
import type { RawRequest } from './raw-request.ts';

function signed(service: string, request: Partial<RawRequest>): RawRequest {
  const authorization = `AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const { headers = {}, ...rest } = request;
  return { method: 'POST', url: '/', ...rest, headers: { authorization, ...headers } };
}

function json(service: string, target: string, document: object): RawRequest {
  return signed(service, {
    headers: { 'x-amz-target': target },
    body: JSON.stringify(document),
  });
}

const form = (service: string, body: string) => signed(service, { body });
const rest = (service: string, method: string, url: string) => signed(service, { method, url });

describe('what a request is', () => {
  it.each([
    [
      json('ecs', 'AmazonEC2ContainerServiceV20141113.CreateService', {
        cluster: 'c',
        serviceName: 'web',
      }),
      'ecs CreateService c/web write',
    ],
    [
      json('ecs', 'AmazonEC2ContainerServiceV20141113.DescribeClusters', { clusters: ['a', 'b'] }),
      'ecs DescribeClusters a,b read',
    ],
    [
      json('ssm', 'AmazonSSM.PutParameter', { Name: '/x', Value: 's' }),
      'ssm PutParameter /x write',
    ],
    [
      json('tagging', 'ResourceGroupsTaggingAPI_20170126.GetResources', {}),
      'tagging GetResources / read',
    ],
    [
      form('elasticloadbalancing', 'Action=DeleteRule&RuleArn=arn%3Aaws%3Ax&Version=2015-12-01'),
      'elasticloadbalancing DeleteRule arn:aws:x write',
    ],
    [
      form('ec2', 'Action=DescribeSubnets&SubnetId.1=subnet-1&Version=2016-11-15'),
      'ec2 DescribeSubnets subnet-1 read',
    ],
    [form('sts', 'Action=GetCallerIdentity&Version=2011-06-15'), 'sts GetCallerIdentity  read'],
    [form('iam', 'Action=CreateRole&RoleName=r'), 'iam CreateRole r write'],
    [rest('s3', 'GET', '/bucket/a/b.json?x-id=GetObject'), 's3 GetObject bucket/a/b.json read'],
    [rest('s3', 'PUT', '/bucket/a?partNumber=1&uploadId=u'), 's3 UploadPart bucket/a write'],
    [rest('s3', 'POST', '/bucket?delete'), 's3 DeleteObjects bucket write'],
    [rest('s3', 'GET', '/bucket?list-type=2&prefix=x'), 's3 ListObjectsV2 bucket read'],
    [rest('s3', 'PUT', '/bucket?versioning'), 's3 PutBucketVersioning bucket write'],
    [rest('s3', 'HEAD', '/bucket'), 's3 HeadBucket bucket read'],
    [rest('s3', 'DELETE', '/bucket/'), 's3 DeleteBucket bucket/ write'],
    [rest('s3', 'GET', '/'), 's3 ListBuckets  read'],
    [
      rest('route53', 'POST', '/2013-04-01/hostedzone/Z1/rrset/'),
      'route53 ChangeResourceRecordSets /2013-04-01/hostedzone/Z1/rrset/ write',
    ],
    [
      rest('route53', 'GET', '/2013-04-01/hostedzonesbyname?dnsname=x'),
      'route53 ListHostedZonesByName /2013-04-01/hostedzonesbyname read',
    ],
    [
      rest('monitoring', 'POST', '/service/GraniteServiceVersion20100801/operation/PutMetricData'),
      'monitoring PutMetricData /service/GraniteServiceVersion20100801/operation/PutMetricData write',
    ],
  ])('%#: $1', (request, expected) => {
    const call = identify(request);
    const told = `${call?.service} ${call?.action} ${call?.resource} ${call?.write ? 'write' : 'read'}`;
    expect(told).toBe(expected);
  });

  it('reads account and region from the signature, in a header or a presigned URL', () => {
    const url =
      '/b/k?X-Amz-Credential=444455556666%2F20260101%2Fus-west-2%2Fs3%2Faws4_request&X-Amz-Signature=0';
    const call = identify({ method: 'GET', url, headers: {} });
    expect(call).toMatchObject({ accessKeyId: '444455556666', region: 'us-west-2', service: 's3' });
    expect(identify(rest('s3', 'GET', '/b/k'))).toMatchObject({ accessKeyId: '111122223333' });
  });

  it('is no AWS call without a signature', () => {
    expect(identify({ method: 'GET', url: '/_alb/shared/', headers: {} })).toBeUndefined();
  });

  it('streams object uploads and nothing else', () => {
    expect(streams(rest('s3', 'PUT', '/b/k'))).toBe(true);
    expect(streams(rest('s3', 'POST', '/b?delete'))).toBe(false);
    expect(streams(rest('ecs', 'POST', '/'))).toBe(false);
  });
});
