import type { ResourceType } from '../../resource.ts';
import { webAclAssociation } from './association.ts';
import { webAcl } from './web-acl.ts';

/** Web firewalls. */
export const FIREWALLS: readonly ResourceType[] = [webAcl, webAclAssociation];
