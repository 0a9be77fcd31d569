import { CloudWatchClient, DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteRuleCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { EnvironmentOutputs } from '../../action-shared/documents/environment-outputs.ts';
import type { ClientOptions } from '../../localcloud/world/by-hand.ts';
import type { EnvironmentName } from '../../programs/environment/config.ts';

/** What somebody does past the program, and what a refresh and the next up say to it. */
interface Tampering {
  readonly by: (client: ClientOptions, outputs: EnvironmentOutputs) => Promise<unknown>;
  readonly found: readonly string[];
  readonly repaired: readonly string[];
}

/** In each environment one thing is changed and one deleted. */
export const TAMPERINGS: Readonly<Record<EnvironmentName, Tampering>> = {
  dev: {
    by: async (client, { logGroups, loadBalancers }) => {
      const logs = new CloudWatchLogsClient(client);
      const logGroupName = logGroups['web'];
      await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
      const elb = new ElasticLoadBalancingV2Client(client);
      const ListenerArn = loadBalancers[0]?.httpsListenerArn ?? '';
      const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
      const api = Rules.find(({ Conditions }) => JSON.stringify(Conditions).includes('shop-api'));
      await elb.send(new DeleteRuleCommand({ RuleArn: api?.RuleArn }));
    },
    found: [
      'delete aws:lb/listenerRule:ListenerRule dev-shop-api-service',
      'update aws:cloudwatch/logGroup:LogGroup dev-shop-web-service',
    ],
    repaired: [
      'create aws:lb/listenerRule:ListenerRule dev-shop-api-service',
      'update aws:cloudwatch/logGroup:LogGroup dev-shop-web-service',
    ],
  },
  staging: {
    by: async (client, { targetGroupArns }) => {
      const elb = new ElasticLoadBalancingV2Client(client);
      const TargetGroupArn = targetGroupArns['web'];
      await elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/other' }));
      const ssm = new SSMClient(client);
      await ssm.send(new DeleteParameterCommand({ Name: '/shop/staging/cache-ttl' }));
    },
    found: [
      'delete aws:ssm/parameter:Parameter staging-shop-shop-staging-cache-ttl',
      'update aws:lb/targetGroup:TargetGroup staging-shop-web-service',
    ],
    repaired: [
      'create aws:ssm/parameter:Parameter staging-shop-shop-staging-cache-ttl',
      'update aws:lb/targetGroup:TargetGroup staging-shop-web-service',
    ],
  },
  production: {
    by: async (client) => {
      const watch = new CloudWatchClient(client);
      const AlarmNames = ['production-shop-latency'];
      await watch.send(new DeleteAlarmsCommand({ AlarmNames }));
      const ssm = new SSMClient(client);
      const parameter = { Name: '/shop/production/cache-ttl', Value: '1', Overwrite: true };
      await ssm.send(new PutParameterCommand(parameter));
    },
    found: [
      'delete aws:cloudwatch/metricAlarm:MetricAlarm production-shop-latency',
      'update aws:ssm/parameter:Parameter production-shop-shop-production-cache-ttl',
    ],
    repaired: [
      'create aws:cloudwatch/metricAlarm:MetricAlarm production-shop-latency',
      'update aws:ssm/parameter:Parameter production-shop-shop-production-cache-ttl',
    ],
  },
};
