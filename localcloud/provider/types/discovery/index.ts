import type { ResourceType } from '../../resource.ts';
import { privateDnsNamespace } from './namespace.ts';
import { discoveryService } from './service.ts';

/** AWS Cloud Map. */
export const DISCOVERY: readonly ResourceType[] = [privateDnsNamespace, discoveryService];
