import type { CreateWebACLRequest, Scope, WebACL } from '@aws-sdk/client-wafv2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type Fault, type Props, type Values, num, obj, set, str } from '../../schema/prop.ts';
import { isRecord } from '../../schema/values.ts';
import { fromMembers, toMembers } from '../members.ts';
import { changeTags, tagList, tagsFrom } from '../tags.ts';
import {
  ACTION,
  DEFAULT_ACTION,
  IMMUNITY,
  STATEMENT,
  VISIBILITY,
  choice,
  named,
} from './statement.ts';

const GONE = /^WAFNonexistentItemException$/;
/** Somebody else changed it meanwhile, or a change is still on its way. */
const BUSY = /^(WAFOptimisticLockException|WAFUnavailableEntityException)$/;

const SPELLING = {
  names: {
    arn: 'ARN',
    cloudwatchMetricsEnabled: 'CloudWatchMetricsEnabled',
    forwardedIpConfig: 'ForwardedIPConfig',
    ipSetReferenceStatement: 'IPSetReferenceStatement',
    ipSetForwardedIpConfig: 'IPSetForwardedIPConfig',
  },
};

const nothing = obj({});

const rule = {
  name: named().required(),
  priority: num().required(),
  action: choice(ACTION),
  overrideAction: choice({ count: nothing, none: nothing }),
  statement: obj(STATEMENT).required(),
  visibilityConfig: obj(VISIBILITY).required(),
  ruleLabels: set(obj({ name: str().required() })),
  captchaConfig: IMMUNITY,
  challengeConfig: IMMUNITY,
};

/** What an update writes. */
const config = {
  defaultAction: choice(DEFAULT_ACTION).required(),
  rules: set(obj(rule)),
  visibilityConfig: obj(VISIBILITY).required(),
  description: str().rule((value) =>
    /^[^]{1,256}$/.test(String(value)) ? undefined : 'expected 1 to 256 characters',
  ),
  captchaConfig: IMMUNITY,
  challengeConfig: IMMUNITY,
  tokenDomains: set(str()),
};

const customResponseBody = {
  key: named().required(),
  content: str().required(),
  contentType: str().oneOf('TEXT_PLAIN', 'TEXT_HTML', 'APPLICATION_JSON').required(),
};

export const webAcl = resource({
  token: 'aws:wafv2/webAcl:WebAcl',
  autoName: { property: 'name', max: 128 },
  shape: {
    ...config,
    customResponseBodies: set(obj(customResponseBody)),
    name: named().computed().replaces(),
    scope: str().oneOf('CLOUDFRONT', 'REGIONAL').required().replaces(),
    ...TAGS,
    applicationIntegrationUrl: str().output(),
    arn: str().output(),
    capacity: num().output(),
    lockToken: str().output(),
  },
  faults: ruleFaults,
  async create(aws, wanted) {
    const { name: Name = '', scope, tags } = wanted;
    const Tags = tagList(tags);
    const request = { ...requestOf(wanted), Name, Scope: scope as Scope };
    const wafv2 = await aws.wafv2();
    const answer = await wafv2.createWebACL({ ...request, ...(Tags.length > 0 ? { Tags } : {}) });
    return must(answer.Summary?.Id, 'Id');
  },
  async read(aws, id, state) {
    const key = keyOf(id, state);
    const wafv2 = await aws.wafv2();
    const found = await unless(GONE, wafv2.getWebACL(key));
    const it = found?.WebACL;
    if (!it) return undefined;
    const { TagInfoForResource } = await wafv2.listTagsForResource({ ResourceARN: it.ARN });
    return {
      ...stateOf(it),
      id: key.Id,
      scope: key.Scope,
      tags: tagsFrom(TagInfoForResource?.TagList),
      applicationIntegrationUrl: found.ApplicationIntegrationURL,
      capacity: it.Capacity,
      lockToken: found.LockToken,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed(...(Object.keys(config) as (keyof typeof config)[]), 'customResponseBodies'))
      await rewrite(aws, keyOf(id, state), wanted);
    if (!changed('tags')) return;
    const wafv2 = await aws.wafv2();
    const { arn: ResourceARN } = state;
    await changeTags(state.tags, wanted.tags, {
      untag: (TagKeys) => wafv2.untagResource({ ResourceARN, TagKeys }),
      tag: (tags) => wafv2.tagResource({ ResourceARN, Tags: tagList(tags) }),
    });
  },
  async delete(aws, id, state) {
    const wafv2 = await aws.wafv2();
    const key = keyOf(id, state);
    const call = async (): Promise<void> => {
      const { LockToken } = await wafv2.getWebACL(key);
      await wafv2.deleteWebACL({ ...key, LockToken });
    };
    const busy = new RegExp(`${BUSY.source}|^WAFAssociatedItemException$`);
    await remove(aws, `web ACL ${key.Name}`, call, { gone: GONE, busy });
  },
});

interface Named {
  readonly name?: string | undefined;
  readonly scope?: string | undefined;
}

/** AWS asks for all three; an import says them as `id/name/scope`. */
function keyOf(given: string, state: Named): { Id: string; Name: string; Scope: Scope } {
  const [Id = '', name = '', scope = ''] = given.split('/');
  return { Id, Name: state.name ?? name, Scope: (state.scope ?? scope) as Scope };
}

/** A rule acts itself, or overrides what the rules of its group do; AWS wants exactly one said. */
function ruleFaults(inputs: Props): Fault[] {
  const rules = Array.isArray(inputs['rules']) ? inputs['rules'].filter(isRecord) : [];
  return rules.flatMap((each, index) => {
    const said = ['action', 'overrideAction'].filter((key) => each[key] !== undefined);
    const reason = 'expected either action or overrideAction';
    return said.length === 1 ? [] : [{ property: `rules[${index}]`, reason }];
  });
}

type Wanted = Values<typeof config> & {
  readonly customResponseBodies?: readonly Values<typeof customResponseBody>[] | undefined;
};

function requestOf(wanted: Wanted): Omit<CreateWebACLRequest, 'Name' | 'Scope'> {
  const members = bytes(toMembers(config, wanted, SPELLING), (text) => Buffer.from(String(text)));
  const bodies: Props = Object.fromEntries(
    (wanted.customResponseBodies ?? []).map(({ key, content, contentType }) => [
      key,
      { Content: content, ContentType: contentType },
    ]),
  );
  return {
    Rules: [],
    ...members,
    ...(Object.keys(bodies).length > 0 ? { CustomResponseBodies: bodies } : {}),
  } as unknown as CreateWebACLRequest;
}

async function rewrite(
  aws: Aws,
  key: { Id: string; Name: string; Scope: Scope },
  wanted: Wanted,
): Promise<void> {
  const wafv2 = await aws.wafv2();
  await aws.until(`update web ACL ${key.Name}`, async () => {
    const { LockToken } = await wafv2.getWebACL(key);
    return unless(BUSY, wafv2.updateWebACL({ ...key, LockToken, ...requestOf(wanted) }));
  });
}

function stateOf(it: WebACL) {
  const members = bytes({ ...it }, (found) => Buffer.from(found as Uint8Array).toString());
  return {
    ...fromMembers(config, members, SPELLING),
    name: it.Name,
    description: it.Description === '' ? undefined : it.Description,
    customResponseBodies: Object.entries(it.CustomResponseBodies ?? {}).map(([key, body]) => ({
      key,
      content: must(body.Content, 'Content'),
      contentType: must(body.ContentType, 'ContentType'),
    })),
    arn: it.ARN,
  };
}

/** The tree with what a byte match looks for changed between text and bytes. */
function bytes(tree: Props, change: (value: unknown) => unknown): Props {
  const each = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(each);
    return isRecord(value) && !(value instanceof Uint8Array) ? bytes(value, change) : value;
  };
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      key === 'SearchString' ? change(value) : each(value),
    ]),
  );
}
