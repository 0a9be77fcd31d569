import { bool, num, obj, set, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';

const longest = (max: number) =>
  str().rule((value) =>
    String(value).length > max ? `expected at most ${max} characters` : undefined,
  );

/** Spelling of an invitation's members differs from that of the other messages. */
export const SPELLING = { names: { fromEmailAddress: 'From' } };
export const INVITE_SPELLING = { names: { smsMessage: 'SMSMessage' } };

export const passwordPolicy = {
  minimumLength: num().between(6, 99),
  passwordHistorySize: num().between(0, 24),
  requireLowercase: bool(),
  requireNumbers: bool(),
  requireSymbols: bool(),
  requireUppercase: bool(),
  temporaryPasswordValidityDays: num().between(0, 365),
};

export const adminCreateUserConfig = {
  allowAdminCreateUserOnly: bool(),
  inviteMessageTemplate: obj({ emailMessage: str(), emailSubject: str(), smsMessage: str() }),
};

/** What both CreateUserPool and UpdateUserPool take as it is. */
export const common = {
  accountRecoverySetting: obj({
    recoveryMechanisms: set(
      obj({
        name: str().oneOf('verified_email', 'verified_phone_number', 'admin_only').required(),
        priority: num().required(),
      }),
    ),
  }).computed(),
  autoVerifiedAttributes: set(str().oneOf('phone_number', 'email')),
  deletionProtection: str().oneOf('ACTIVE', 'INACTIVE').defaultTo('INACTIVE'),
  deviceConfiguration: obj({
    challengeRequiredOnNewDevice: bool(),
    deviceOnlyRememberedOnUserPrompt: bool(),
  }).computed(),
  emailConfiguration: obj({
    configurationSet: str(),
    emailSendingAccount: str().oneOf('COGNITO_DEFAULT', 'DEVELOPER').defaultTo('COGNITO_DEFAULT'),
    fromEmailAddress: str(),
    replyToEmailAddress: str(),
    sourceArn: arn(),
  }).computed(),
  emailVerificationMessage: longest(20_000)
    .matches(/\{####\}/, 'a text with the placeholder {####} for the code')
    .computed(),
  emailVerificationSubject: longest(140).computed(),
  lambdaConfig: obj({
    createAuthChallenge: arn(),
    customMessage: arn(),
    defineAuthChallenge: arn(),
    postAuthentication: arn(),
    postConfirmation: arn(),
    preAuthentication: arn(),
    preSignUp: arn(),
    preTokenGeneration: arn(),
    userMigration: arn(),
    verifyAuthChallengeResponse: arn(),
  }),
  smsAuthenticationMessage: longest(140),
  smsConfiguration: obj({
    externalId: str().required(),
    snsCallerArn: arn().required(),
    snsRegion: str().computed(),
  }).computed(),
  smsVerificationMessage: longest(140).computed(),
  userAttributeUpdateSettings: obj({
    attributesRequireVerificationBeforeUpdates: set(
      str().oneOf('phone_number', 'email'),
    ).required(),
  }).computed(),
  userPoolAddOns: obj({
    advancedSecurityMode: str().oneOf('AUDIT', 'ENFORCED', 'OFF').required(),
  }),
  userPoolTier: str().oneOf('LITE', 'ESSENTIALS', 'PLUS').computed(),
  verificationMessageTemplate: obj({
    defaultEmailOption: str()
      .oneOf('CONFIRM_WITH_LINK', 'CONFIRM_WITH_CODE')
      .defaultTo('CONFIRM_WITH_CODE'),
    emailMessage: str().computed(),
    emailMessageByLink: str().computed(),
    emailSubject: str().computed(),
    emailSubjectByLink: str().computed(),
    smsMessage: str().computed(),
  }).computed(),
};

/** What only CreateUserPool takes. */
export const fixed = {
  aliasAttributes: set(str().oneOf('email', 'phone_number', 'preferred_username')).replaces(),
  usernameAttributes: set(str().oneOf('email', 'phone_number')).replaces(),
  usernameConfiguration: obj({ caseSensitive: bool().required() }).computed().replaces(),
};

export const attribute = {
  name: str().required(),
  attributeDataType: str().oneOf('String', 'Number', 'DateTime', 'Boolean').required(),
  developerOnlyAttribute: bool(),
  mutable: bool(),
  required: bool(),
  numberAttributeConstraints: obj({ maxValue: str(), minValue: str() }),
  stringAttributeConstraints: obj({ maxLength: str(), minLength: str() }),
};
export const schemas = set(obj(attribute));

export const allowedFirstAuthFactors = set(
  str().oneOf('PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'),
);
export const softwareToken = { enabled: bool().required() };

export const poolOutputs = {
  arn: str().output(),
  creationDate: str().output(),
  customDomain: str().output(),
  domain: str().output(),
  endpoint: str().output(),
  estimatedNumberOfUsers: num().output(),
  lastModifiedDate: str().output(),
};
