import type { CreateUserPoolClientRequest } from '@aws-sdk/client-cognito-identity-provider';
import { must, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { type Fault, type Props, bool, num, obj, set, str } from '../../schema/prop.ts';
import { isRecord } from '../../schema/values.ts';
import { fromMembers, toMembers } from '../members.ts';
import { arn } from '../rules.ts';

const GONE = /^ResourceNotFoundException$/;

const SPELLING = {
  names: {
    name: 'ClientName',
    callbackUrls: 'CallbackURLs',
    logoutUrls: 'LogoutURLs',
    defaultRedirectUri: 'DefaultRedirectURI',
    allowedOauthFlows: 'AllowedOAuthFlows',
    allowedOauthScopes: 'AllowedOAuthScopes',
    allowedOauthFlowsUserPoolClient: 'AllowedOAuthFlowsUserPoolClient',
  },
};

const AUTH_FLOWS = [
  'ADMIN_NO_SRP_AUTH',
  'CUSTOM_AUTH_FLOW_ONLY',
  'USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_AUTH',
] as const;
const unit = str().oneOf('seconds', 'minutes', 'hours', 'days').computed();

/** What both CreateUserPoolClient and UpdateUserPoolClient take. */
const config = {
  name: str()
    .rule((value) =>
      /^.{1,128}$/.test(String(value)) ? undefined : 'expected 1 to 128 characters',
    )
    .computed(),
  accessTokenValidity: num().between(0, 86_400).computed(),
  allowedOauthFlows: set(str().oneOf('code', 'implicit', 'client_credentials')).computed(),
  allowedOauthFlowsUserPoolClient: bool().computed(),
  allowedOauthScopes: set(str()).computed(),
  analyticsConfiguration: obj({
    applicationArn: arn(),
    applicationId: str(),
    externalId: str(),
    roleArn: arn(),
    userDataShared: bool(),
  }),
  authSessionValidity: num().between(3, 15).computed(),
  callbackUrls: set(str()).computed(),
  defaultRedirectUri: str().computed(),
  enablePropagateAdditionalUserContextData: bool().computed(),
  enableTokenRevocation: bool().computed(),
  explicitAuthFlows: set(str().oneOf(...AUTH_FLOWS)).computed(),
  idTokenValidity: num().between(0, 86_400).computed(),
  logoutUrls: set(str()).computed(),
  preventUserExistenceErrors: str().oneOf('LEGACY', 'ENABLED').computed(),
  readAttributes: set(str()).computed(),
  refreshTokenValidity: num().between(0, 315_360_000).computed(),
  supportedIdentityProviders: set(str()).computed(),
  tokenValidityUnits: obj({ accessToken: unit, idToken: unit, refreshToken: unit }),
  writeAttributes: set(str()).computed(),
};

/** What Cognito chooses where the program says nothing. */
const COMPUTED_KEYS = new Set(
  Object.entries(config).flatMap(([key, prop]) => (prop.spec.isComputed === true ? [key] : [])),
);

export const userPoolClient = resource({
  token: 'aws:cognito/userPoolClient:UserPoolClient',
  autoName: { property: 'name', max: 128 },
  shape: {
    ...config,
    userPoolId: str().required().replaces(),
    generateSecret: bool().local().replaces(),
    clientSecret: str().output().secret(),
  },
  faults: validityFaults,
  async create(aws, wanted) {
    const cognito = await aws.cognito();
    const answer = await cognito.createUserPoolClient({
      ...request(wanted),
      UserPoolId: wanted.userPoolId,
      ...(wanted.generateSecret === undefined ? {} : { GenerateSecret: wanted.generateSecret }),
    });
    return must(answer.UserPoolClient?.ClientId, 'ClientId');
  },
  async read(aws, id, state) {
    const key = keyOf(id, state.userPoolId);
    const call = (await aws.cognito()).describeUserPoolClient(key);
    const found = (await unless(GONE, call))?.UserPoolClient;
    if (!found) return undefined;
    return {
      ...fromMembers(config, found, SPELLING),
      id: key.ClientId,
      userPoolId: key.UserPoolId,
      clientSecret: found.ClientSecret,
    };
  },
  /** Cognito resets what an update leaves out: what the program leaves to it is written as it is now. */
  async update(aws, { id, state, wanted }) {
    const now: Props = Object.fromEntries(
      Object.entries(state).filter(([key]) => COMPUTED_KEYS.has(key)),
    );
    await (
      await aws.cognito()
    ).updateUserPoolClient({
      ...request({ ...now, ...wanted }),
      ...keyOf(id, wanted.userPoolId),
    });
  },
  async delete(aws, id, state) {
    const call = (await aws.cognito()).deleteUserPoolClient(keyOf(id, state.userPoolId));
    await unless(GONE, call);
  },
});

const SECONDS: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};
const FIVE_MINUTES = 300;
const HOUR = 3600;
const DAY = 86_400;
/** How long tokens may be good for, in seconds. Source: Cognito API, CreateUserPoolClient. */
const VALIDITIES = [
  {
    key: 'accessTokenValidity',
    unitKey: 'accessToken',
    unit: 'hours',
    low: FIVE_MINUTES,
    high: DAY,
  },
  { key: 'idTokenValidity', unitKey: 'idToken', unit: 'hours', low: FIVE_MINUTES, high: DAY },
  {
    key: 'refreshTokenValidity',
    unitKey: 'refreshToken',
    unit: 'days',
    low: HOUR,
    high: 3650 * DAY,
  },
] as const;

/** What a validity comes to is its number in its unit. */
function validityFaults(inputs: Props): Fault[] {
  const units = isRecord(inputs['tokenValidityUnits']) ? inputs['tokenValidityUnits'] : {};
  return VALIDITIES.flatMap(({ key, unitKey, unit, low, high }) => {
    const { [key]: number, [unitKey]: given } = { ...inputs, ...units };
    // 0 is Cognito's own default.
    if (typeof number !== 'number' || number === 0) return [];
    const name = typeof given === 'string' ? given : unit;
    const seconds = number * (SECONDS[name] ?? 1);
    if (seconds >= low && seconds <= high) return [];
    const reason = `expected ${low} to ${high} seconds, found ${number} ${name}`;
    return [{ property: key, reason }];
  });
}

/** An import says both as `pool/client`. */
function keyOf(id: string, pool: string | undefined): { UserPoolId: string; ClientId: string } {
  const [first = '', second] = id.split('/');
  return second === undefined
    ? { UserPoolId: pool ?? '', ClientId: first }
    : { UserPoolId: first, ClientId: second };
}

function request(wanted: Props): Omit<CreateUserPoolClientRequest, 'UserPoolId'> {
  return toMembers(config, wanted, SPELLING) as unknown as CreateUserPoolClientRequest;
}
