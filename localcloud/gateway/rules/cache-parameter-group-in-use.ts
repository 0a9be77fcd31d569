import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { cacheNodes } from '../data-networks.ts';

/** A parameter group that a cache takes its parameters from stays. */
export const cacheParameterGroupInUse: Rule = {
  service: 'elasticache',
  actions: ['DeleteCacheParameterGroup'],
  check: async (call, aws) => {
    const name = text(call.params['CacheParameterGroupName']);
    const nodes = await cacheNodes(aws);
    const used = nodes.some((node) => node.CacheParameterGroup?.CacheParameterGroupName === name);
    if (!used) return undefined;
    const message = `One or more cache clusters are still members of this parameter group ${name}, so the group cannot be deleted`;
    return { code: 'InvalidCacheParameterGroupState', message };
  },
};
