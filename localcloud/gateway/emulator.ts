import { ACMClient } from '@aws-sdk/client-acm';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { IAMClient } from '@aws-sdk/client-iam';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { WAFV2Client } from '@aws-sdk/client-wafv2';

/** Clients that ask the emulator itself (past the gateway), as the caller's account and region. */
export interface Emulator {
  readonly acm: ACMClient;
  readonly cloudfront: CloudFrontClient;
  readonly cognito: CognitoIdentityProviderClient;
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly elasticache: ElastiCacheClient;
  readonly iam: IAMClient;
  readonly rds: RDSClient;
  readonly route53: Route53Client;
  readonly s3: S3Client;
  readonly wafv2: WAFV2Client;
  /** ARNs of certificates that were issued once: they stay so. */
  readonly issuedCertificates: Set<string>;
}

export interface Emulators {
  /** Clients of one account and region, made once. */
  of(caller: { readonly accessKeyId: string; readonly region: string }): Emulator;
  close(): void;
}

/** Clients of the emulator at `endpoint` for whoever calls. */
export function emulatorsAt(endpoint: string): Emulators {
  const made = new Map<string, Emulator>();
  return {
    of: (caller) => {
      const key = `${caller.accessKeyId} ${caller.region}`;
      const known = made.get(key) ?? clientsFor(endpoint, caller.accessKeyId, caller.region);
      made.set(key, known);
      return known;
    },
    close: () => {
      for (const emulator of made.values()) {
        const { issuedCertificates: _, ...clients } = emulator;
        for (const client of Object.values(clients)) client.destroy();
      }
    },
  };
}

function clientsFor(endpoint: string, accessKeyId: string, region: string): Emulator {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  const options = { endpoint, region, credentials, maxAttempts: 3 };
  return {
    acm: new ACMClient(options),
    cloudfront: new CloudFrontClient(options),
    cognito: new CognitoIdentityProviderClient(options),
    ec2: new EC2Client(options),
    ecs: new ECSClient(options),
    elb: new ElasticLoadBalancingV2Client(options),
    elasticache: new ElastiCacheClient(options),
    iam: new IAMClient(options),
    rds: new RDSClient(options),
    route53: new Route53Client(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    wafv2: new WAFV2Client(options),
    issuedCertificates: new Set(),
  };
}
