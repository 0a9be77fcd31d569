import type {
  CreateUserPoolDomainRequest,
  DomainDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Aws, remove } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { type Values, num, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';

/** CloudFront's zone, for an alias record of a custom domain. Source: Route 53 API, `AliasTarget`. */
const HOSTED_ZONE = 'Z2FDTNDATAQYW2';
/** Seconds that a custom domain needs at the latest, and a domain of Cognito's own. */
const CUSTOM_SECONDS = 3600;
const OWN_SECONDS = 60;

const shape = {
  domain: str().required().replaces(),
  userPoolId: str().required().replaces(),
  certificateArn: arn(),
  managedLoginVersion: num().computed(),
  awsAccountId: str().output(),
  cloudfrontDistribution: str().output(),
  cloudfrontDistributionArn: str().output(),
  cloudfrontDistributionZoneId: str().output(),
  s3Bucket: str().output(),
  version: str().output(),
} as const;
type Wanted = Values<typeof shape>;

export const userPoolDomain = resource({
  token: 'aws:cognito/userPoolDomain:UserPoolDomain',
  shape,
  async create(aws, wanted, made) {
    await (await aws.cognito()).createUserPoolDomain(request(wanted));
    made(wanted.domain);
    await active(aws, wanted);
    return wanted.domain;
  },
  async read(aws, id) {
    const found = await described(aws, id);
    if (!found) return undefined;
    return {
      domain: found.Domain,
      userPoolId: found.UserPoolId,
      certificateArn: found.CustomDomainConfig?.CertificateArn,
      managedLoginVersion: found.ManagedLoginVersion,
      awsAccountId: found.AWSAccountId,
      cloudfrontDistribution: found.CloudFrontDistribution,
      cloudfrontDistributionArn: found.CloudFrontDistribution,
      cloudfrontDistributionZoneId: HOSTED_ZONE,
      s3Bucket: found.S3Bucket,
      version: found.Version,
    };
  },
  async update(aws, { wanted }) {
    await (await aws.cognito()).updateUserPoolDomain(request(wanted));
    await active(aws, wanted);
  },
  async delete(aws, id, state) {
    const cognito = await aws.cognito();
    const call = async (): Promise<void> => {
      await cognito.deleteUserPoolDomain({ Domain: id, UserPoolId: state.userPoolId });
    };
    await remove(aws, `user pool domain ${id}`, call, { gone: /^ResourceNotFoundException$/ });
    await aws.until(`user pool domain ${id} gone`, async () =>
      (await described(aws, id)) === undefined ? true : undefined,
    );
  },
});

function request(wanted: Wanted): CreateUserPoolDomainRequest {
  const { certificateArn: CertificateArn, managedLoginVersion } = wanted;
  return {
    Domain: wanted.domain,
    UserPoolId: wanted.userPoolId,
    ...(managedLoginVersion === undefined ? {} : { ManagedLoginVersion: managedLoginVersion }),
    ...(CertificateArn === undefined ? {} : { CustomDomainConfig: { CertificateArn } }),
  };
}

/** Cognito answers for a domain it does not know with a description without content. */
async function described(aws: Aws, Domain: string): Promise<DomainDescriptionType | undefined> {
  const answer = await (await aws.cognito()).describeUserPoolDomain({ Domain });
  return answer.DomainDescription?.Domain === undefined ? undefined : answer.DomainDescription;
}

async function active(aws: Aws, { domain, certificateArn }: Wanted): Promise<void> {
  const attempt = async (): Promise<true | undefined> => {
    const status = (await described(aws, domain))?.Status;
    if (status === 'FAILED') throw new Error(`user pool domain ${domain}: FAILED`);
    return status === 'ACTIVE' ? true : undefined;
  };
  const seconds = certificateArn === undefined ? OWN_SECONDS : CUSTOM_SECONDS;
  await aws.until(`user pool domain ${domain} active`, attempt, seconds);
}
