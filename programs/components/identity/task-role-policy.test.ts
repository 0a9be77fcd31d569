import { describe, expect, it } from '@jest/globals';
import { executionPolicy, secretArn } from './task-role-policy.ts';

const ecr = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/shop@sha256:${'a'.repeat(64)}`;
const secret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/key-AbCdEf';

function statements(image: string, secrets: readonly string[]): unknown {
  const policy: unknown = JSON.parse(
    executionPolicy({ image, region: 'eu-west-1', logGroupArn: 'arn:logs:shop', secrets }),
  );
  return policy;
}

describe('executionPolicy', () => {
  it('allows this image, this log and these secrets, and nothing else', () => {
    const found = statements(ecr, [`${secret}:json:AWSCURRENT:v1`, `${secret}::::`, '/shop/url']);
    expect(found).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'EcrToken',
          Effect: 'Allow',
          Action: ['ecr:GetAuthorizationToken'],
          Resource: ['*'],
        },
        {
          Sid: 'PullImage',
          Effect: 'Allow',
          Action: [
            'ecr:BatchCheckLayerAvailability',
            'ecr:BatchGetImage',
            'ecr:GetDownloadUrlForLayer',
          ],
          Resource: ['arn:aws:ecr:eu-west-1:111122223333:repository/team/shop'],
        },
        {
          Sid: 'WriteLogs',
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: ['arn:logs:shop:*'],
        },
        {
          Sid: 'ReadSecrets',
          Effect: 'Allow',
          Action: ['secretsmanager:GetSecretValue'],
          Resource: [secret],
        },
        {
          Sid: 'ReadParameters',
          Effect: 'Allow',
          Action: ['ssm:GetParameters'],
          Resource: ['arn:aws:ssm:eu-west-1:*:parameter/shop/url'],
        },
      ],
    });
  });

  it('asks for no registry permission for an image outside ECR', () => {
    expect(JSON.stringify(statements('ghcr.io/acme/shop@sha256:1', []))).not.toContain('ecr:');
  });
});

describe('secretArn', () => {
  it.each([
    [`${secret}:key::v1`, secret],
    [secret, secret],
    ['arn:aws:ssm:eu-west-1:1:parameter/shop/url', 'arn:aws:ssm:eu-west-1:1:parameter/shop/url'],
    ['shop-url', 'arn:aws:ssm:eu-west-1:*:parameter/shop-url'],
  ])('of %s is %s', (valueFrom, expected) => {
    expect(secretArn(valueFrom, 'eu-west-1')).toBe(expected);
  });
});
