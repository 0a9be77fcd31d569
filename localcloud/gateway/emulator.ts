import { ACMClient } from '@aws-sdk/client-acm';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';

/** Clients that ask the emulator itself (past the gateway), as the caller's account and region. */
export interface Emulator {
  readonly acm: ACMClient;
  readonly ec2: EC2Client;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly route53: Route53Client;
  readonly secrets: SecretsManagerClient;
  readonly ssm: SSMClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
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
        for (const client of Object.values(emulator) as { destroy(): void }[]) client.destroy();
      }
    },
  };
}

function clientsFor(endpoint: string, accessKeyId: string, region: string): Emulator {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  const options = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    acm: new ACMClient(options),
    ec2: new EC2Client(options),
    ecr: new ECRClient(options),
    ecs: new ECSClient(options),
    elb: new ElasticLoadBalancingV2Client(options),
    iam: new IAMClient(options),
    logs: new CloudWatchLogsClient(options),
    route53: new Route53Client(options),
    secrets: new SecretsManagerClient(options),
    ssm: new SSMClient(options),
    tagging: new ResourceGroupsTaggingAPIClient(options),
  };
}
