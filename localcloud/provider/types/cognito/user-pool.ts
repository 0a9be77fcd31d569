import type {
  CognitoIdentityProvider,
  CreateUserPoolRequest,
  UserPoolMfaType,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Aws, must, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type Props, type State, type Values, obj, str } from '../../schema/prop.ts';
import { fromMembers, toMembers } from '../members.ts';
import { changeTags, tagMap } from '../tags.ts';
import { addAttributes, attributesOf, attributesRequest } from './attributes.ts';
import {
  INVITE_SPELLING,
  SPELLING,
  adminCreateUserConfig,
  allowedFirstAuthFactors,
  common,
  fixed,
  passwordPolicy,
  poolOutputs,
  schemas,
  softwareToken,
} from './pool-shape.ts';

const GONE = /^ResourceNotFoundException$/;

/** What UpdateUserPool and CreateUserPool share. */
const updatable = {
  ...common,
  adminCreateUserConfig: obj(adminCreateUserConfig).computed(),
  passwordPolicy: obj(passwordPolicy).computed(),
  signInPolicy: obj({ allowedFirstAuthFactors }).computed(),
};
const shape = {
  ...updatable,
  ...fixed,
  name: str()
    .rule((value) =>
      /^.{1,128}$/.test(String(value)) ? undefined : 'expected 1 to 128 characters',
    )
    .computed()
    .replaces(),
  mfaConfiguration: str().oneOf('OFF', 'ON', 'OPTIONAL').defaultTo('OFF'),
  softwareTokenMfaConfiguration: obj(softwareToken),
  schemas,
  ...TAGS,
  ...poolOutputs,
};
type Wanted = Values<typeof shape>;

export const userPool = resource({
  token: 'aws:cognito/userPool:UserPool',
  autoName: { property: 'name', max: 128 },
  shape,
  async create(aws, wanted, made) {
    const cognito = await aws.cognito();
    const answer = await cognito.createUserPool({
      ...request(wanted),
      ...toMembers(fixed, wanted),
      PoolName: wanted.name,
      ...(wanted.schemas ? { Schema: attributesRequest(wanted.schemas) } : {}),
      UserPoolTags: { ...wanted.tags },
    });
    const id = must(answer.UserPool?.Id, 'Id');
    made(id);
    if (wanted.mfaConfiguration !== 'OFF') await setMfa(cognito, id, wanted);
    return id;
  },
  async read(aws, id, state) {
    const cognito = await aws.cognito();
    const found = (await unless(GONE, cognito.describeUserPool({ UserPoolId: id })))?.UserPool;
    if (!found) return undefined;
    const mfa = await cognito.getUserPoolMfaConfig({ UserPoolId: id });
    return {
      ...stateOf(found),
      mfaConfiguration: mfa.MfaConfiguration ?? 'OFF',
      ...(mfa.SoftwareTokenMfaConfiguration?.Enabled === undefined
        ? {}
        : {
            softwareTokenMfaConfiguration: { enabled: mfa.SoftwareTokenMfaConfiguration.Enabled },
          }),
      schemas: attributesOf(found.SchemaAttributes ?? [], state.schemas),
      endpoint: `cognito-idp.${aws.region}.amazonaws.com/${id}`,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const cognito = await aws.cognito();
    if (changed('mfaConfiguration', 'softwareTokenMfaConfiguration'))
      await setMfa(cognito, id, wanted);
    if (changed(...keysOf(updatable))) await rewrite(cognito, id, state, wanted);
    if (changed('schemas')) await addAttributes(cognito, id, state.schemas, wanted.schemas);
    if (changed('tags')) await retag(aws, state, wanted);
  },
  async delete(aws, id) {
    await unless(GONE, (await aws.cognito()).deleteUserPool({ UserPoolId: id }));
  },
});

function keysOf<S extends object>(of: S): (keyof S & string)[] {
  return Object.keys(of) as (keyof S & string)[];
}

function request(wanted: Props): Omit<CreateUserPoolRequest, 'PoolName'> {
  const { adminCreateUserConfig: invited, passwordPolicy: rules, signInPolicy } = wanted;
  const Policies = {
    ...(rules === undefined ? {} : { PasswordPolicy: toMembers(passwordPolicy, rules as Props) }),
    ...(signInPolicy === undefined
      ? {}
      : { SignInPolicy: toMembers({ allowedFirstAuthFactors }, signInPolicy as Props) }),
  };
  return {
    ...toMembers(common, wanted, SPELLING),
    ...(Object.keys(Policies).length > 0 ? { Policies } : {}),
    ...(invited === undefined
      ? {}
      : {
          AdminCreateUserConfig: toMembers(
            adminCreateUserConfig,
            invited as Props,
            INVITE_SPELLING,
          ),
        }),
  };
}

/** Cognito resets what an update leaves out: what the program leaves to it is written as it is now. */
async function rewrite(
  cognito: CognitoIdentityProvider,
  UserPoolId: string,
  state: State<typeof shape>,
  wanted: Wanted,
): Promise<void> {
  const kept = keysOf(updatable).filter((key) => updatable[key].spec.isComputed === true);
  const now = Object.fromEntries(kept.map((key) => [key, state[key]]));
  await cognito.updateUserPool({
    ...request({ ...now, ...wanted }),
    UserPoolId,
    PoolName: wanted.name,
    MfaConfiguration: wanted.mfaConfiguration as UserPoolMfaType,
    UserPoolTags: { ...wanted.tags },
  });
}

async function setMfa(
  cognito: CognitoIdentityProvider,
  UserPoolId: string,
  wanted: Wanted,
): Promise<void> {
  const { smsConfiguration, softwareTokenMfaConfiguration: token } = wanted;
  const SmsConfiguration = smsConfiguration && {
    ExternalId: smsConfiguration.externalId,
    SnsCallerArn: smsConfiguration.snsCallerArn,
    SnsRegion: smsConfiguration.snsRegion,
  };
  await cognito.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: wanted.mfaConfiguration as UserPoolMfaType,
    ...(token ? { SoftwareTokenMfaConfiguration: { Enabled: token.enabled } } : {}),
    ...(SmsConfiguration ? { SmsMfaConfiguration: { SmsConfiguration } } : {}),
  });
}

async function retag(aws: Aws, state: State<typeof shape>, wanted: Wanted): Promise<void> {
  const cognito = await aws.cognito();
  const { arn: ResourceArn } = state;
  await changeTags(state.tags, wanted.tags, {
    untag: (TagKeys) => cognito.untagResource({ ResourceArn, TagKeys }),
    tag: (Tags) => cognito.tagResource({ ResourceArn, Tags }),
  });
}

function stateOf(found: UserPoolType): State<typeof shape> {
  const { AdminCreateUserConfig, Policies } = found;
  return {
    ...fromMembers(common, found, SPELLING),
    ...fromMembers(fixed, found),
    name: found.Name,
    ...(Policies?.PasswordPolicy
      ? { passwordPolicy: fromMembers(passwordPolicy, Policies.PasswordPolicy) }
      : {}),
    ...(Policies?.SignInPolicy
      ? { signInPolicy: fromMembers({ allowedFirstAuthFactors }, Policies.SignInPolicy) }
      : {}),
    ...(AdminCreateUserConfig
      ? {
          adminCreateUserConfig: fromMembers(
            adminCreateUserConfig,
            AdminCreateUserConfig,
            INVITE_SPELLING,
          ),
        }
      : {}),
    tags: tagMap(Object.entries(found.UserPoolTags ?? {})),
    arn: found.Arn,
    creationDate: found.CreationDate?.toISOString(),
    customDomain: found.CustomDomain,
    domain: found.Domain,
    estimatedNumberOfUsers: found.EstimatedNumberOfUsers,
    lastModifiedDate: found.LastModifiedDate?.toISOString(),
  };
}
