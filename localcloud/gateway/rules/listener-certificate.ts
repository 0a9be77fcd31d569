import { DescribeCertificateCommand, ResourceNotFoundException } from '@aws-sdk/client-acm';
import type { AwsError } from '../aws-error.ts';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import type { Emulator } from '../emulator.ts';
import { validated } from '../certificate-validation.ts';

/** An HTTPS listener needs a certificate that exists and is issued. */
export const listenerCertificate: Rule = {
  service: 'elasticloadbalancing',
  actions: ['CreateListener', 'ModifyListener'],
  check: async (call, aws) => {
    const secure = ['HTTPS', 'TLS'].includes(text(call.params['Protocol']));
    const arn = text(call.params['Certificates.member.1.CertificateArn']);
    if (arn !== '') return certificateFault(arn, aws);
    if (!secure || call.action === 'ModifyListener') return undefined;
    const message = 'A certificate must be specified for HTTPS listeners';
    return { code: 'ValidationError', message };
  },
};

async function certificateFault(arn: string, aws: Emulator): Promise<AwsError | undefined> {
  if (!arn.includes(':acm:')) return undefined; // IAM server certificates are not looked at
  try {
    const { Certificate } = await aws.acm.send(
      new DescribeCertificateCommand({ CertificateArn: arn }),
    );
    if (Certificate && (await validated(Certificate, aws))) return undefined;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return { code: 'CertificateNotFound', message: `Certificate '${arn}' not found` };
  }
  return {
    code: 'UnsupportedCertificate',
    message: `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported RSA key size.`,
  };
}
