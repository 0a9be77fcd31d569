import { UserPool as CognitoUserPool } from '@pulumi/aws/cognito/userPool.js';
import { UserPoolClient } from '@pulumi/aws/cognito/userPoolClient.js';
import { UserPoolDomain } from '@pulumi/aws/cognito/userPoolDomain.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

export interface UserPoolArgs {
  /** Physical name, up to 128 characters. */
  readonly poolName: string;
  /** First label of the sign-in page's host, unique in the region, not with `aws` or `cognito` in it. */
  readonly loginPrefix: string;
  /** Where the sign-in page sends people back to: https, or http://localhost. */
  readonly callbackUrls: pulumi.Input<string>[];
  /**
   * Refuses deletion until it is switched off.
   * @default false
   */
  readonly deletionProtection?: boolean;
  readonly tags: Tags;
}

/** People who sign in (Cognito): the first 10,000 active ones a month are free. */
export class UserPool extends pulumi.ComponentResource {
  readonly poolId: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: UserPoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:identity:UserPool', name, {}, opts);
    const child = { parent: this };
    const pool = new CognitoUserPool(name, poolArgs(args), child);
    const client = new UserPoolClient(
      name,
      {
        name: args.poolName,
        userPoolId: pool.id,
        allowedOauthFlows: ['code'],
        allowedOauthScopes: ['openid', 'email', 'profile'],
        allowedOauthFlowsUserPoolClient: true,
        supportedIdentityProviders: ['COGNITO'],
        callbackUrls: args.callbackUrls,
        // A browser cannot keep a secret: the code flow with PKCE needs none.
        generateSecret: false,
        preventUserExistenceErrors: 'ENABLED',
        accessTokenValidity: 60,
        idTokenValidity: 60,
        refreshTokenValidity: 30,
        tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'days' },
      },
      child,
    );
    new UserPoolDomain(name, { domain: args.loginPrefix, userPoolId: pool.id }, child);
    this.poolId = pool.id;
    this.clientId = client.id;
    this.registerOutputs({ poolId: this.poolId, clientId: this.clientId });
  }
}

function poolArgs(args: UserPoolArgs) {
  return {
    name: args.poolName,
    usernameAttributes: ['email'],
    autoVerifiedAttributes: ['email'],
    deletionProtection: args.deletionProtection === true ? 'ACTIVE' : 'INACTIVE',
    passwordPolicy: {
      minimumLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireNumbers: true,
      requireSymbols: false,
      temporaryPasswordValidityDays: 7,
    },
    accountRecoverySetting: {
      recoveryMechanisms: [{ name: 'verified_email', priority: 1 }],
    },
    tags: named(args.tags, args.poolName),
  };
}
