import { unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { arn } from '../rules.ts';

const GONE = /^WAFNonexistentItemException$/;
/** Seconds until a new load balancer or web ACL is known everywhere at the latest. */
const KNOWN_SECONDS = 300;

export const webAclAssociation = resource({
  token: 'aws:wafv2/webAclAssociation:WebAclAssociation',
  shape: {
    resourceArn: arn().required().replaces(),
    webAclArn: arn().required().replaces(),
  },
  async create(aws, { resourceArn, webAclArn }) {
    const wafv2 = await aws.wafv2();
    const request = { ResourceArn: resourceArn, WebACLArn: webAclArn };
    const attempt = () => unless(/^WAFUnavailableEntityException$/, wafv2.associateWebACL(request));
    await aws.until(`associate ${webAclArn} with ${resourceArn}`, attempt, KNOWN_SECONDS);
    return `${webAclArn},${resourceArn}`;
  },
  async read(aws, id) {
    const [webAclArn = '', resourceArn = ''] = id.split(',');
    const wafv2 = await aws.wafv2();
    const call = wafv2.getWebACLForResource({ ResourceArn: resourceArn });
    const found = (await unless(GONE, call))?.WebACL;
    return found?.ARN === webAclArn ? { webAclArn, resourceArn } : undefined;
  },
  async delete(aws, id) {
    const [, ResourceArn = ''] = id.split(',');
    const wafv2 = await aws.wafv2();
    await unless(GONE, wafv2.disassociateWebACL({ ResourceArn }));
  },
});
