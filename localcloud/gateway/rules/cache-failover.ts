import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** Automatic failover takes a second node to fail over to. */
export const cacheFailover: Rule = {
  service: 'elasticache',
  actions: ['CreateReplicationGroup'],
  check: (call) => {
    const failover = text(call.params['AutomaticFailoverEnabled']) === 'true';
    const nodes = Number(text(call.params['NumCacheClusters']) || 1);
    const shards = Number(text(call.params['NumNodeGroups']) || 1);
    const replicas = Number(text(call.params['ReplicasPerNodeGroup']) || 0);
    if (!failover || nodes > 1 || shards > 1 || replicas > 0) return undefined;
    const message =
      'When using automatic failover, there must be at least 2 cache clusters in the replication group.';
    return { code: 'InvalidParameterValue', message };
  },
};
