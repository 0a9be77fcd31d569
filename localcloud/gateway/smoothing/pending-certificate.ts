import { DescribeCertificateCommand, type CertificateDetail } from '@aws-sdk/client-acm';
import type { Smoothing } from '../behaviour.ts';
import { isRecord, text } from '../call.ts';
import { pendingDomains } from '../certificate-validation.ts';
import type { Emulator } from '../emulator.ts';

/** A certificate is PENDING_VALIDATION until its DNS record exists; the emulator issues at once. */
export const pendingCertificate: Smoothing = {
  service: 'acm',
  actions: ['DescribeCertificate'],
  rewrite: async (_call, body, aws) => {
    const document: unknown = JSON.parse(body);
    const shown = isRecord(document) ? document['Certificate'] : undefined;
    if (!isRecord(shown)) return body;
    const detail = await detailOf(text(shown['CertificateArn']), aws);
    const pending = detail ? await pendingDomains(detail, aws) : [];
    return pending.length === 0
      ? body
      : JSON.stringify({ Certificate: asPending(shown, new Set(pending)) });
  },
};

/** The same for the list. */
export const pendingCertificateSummary: Smoothing = {
  service: 'acm',
  actions: ['ListCertificates'],
  rewrite: async (_call, body, aws) => {
    const document: unknown = JSON.parse(body);
    const list = isRecord(document) ? document['CertificateSummaryList'] : undefined;
    if (!isRecord(document) || !Array.isArray(list)) return body;
    const summaries = await Promise.all(list.filter(isRecord).map((s) => summary(s, aws)));
    return JSON.stringify({ ...document, CertificateSummaryList: summaries });
  },
};

async function summary(shown: Record<string, unknown>, aws: Emulator) {
  const detail = await detailOf(text(shown['CertificateArn']), aws);
  const pending = detail ? await pendingDomains(detail, aws) : [];
  return pending.length === 0 ? shown : { ...shown, Status: 'PENDING_VALIDATION' };
}

async function detailOf(arn: string, aws: Emulator): Promise<CertificateDetail | undefined> {
  const answer = await aws.acm.send(new DescribeCertificateCommand({ CertificateArn: arn }));
  return answer.Certificate;
}

/** Members a certificate has only once it is issued. */
const ISSUED_ONLY: readonly string[] = ['IssuedAt', 'NotBefore', 'NotAfter'];

function asPending(certificate: Record<string, unknown>, pending: ReadonlySet<string>) {
  const known = Object.entries(certificate).filter(([name]) => !ISSUED_ONLY.includes(name));
  const options = certificate['DomainValidationOptions'];
  return {
    ...Object.fromEntries(known),
    Status: 'PENDING_VALIDATION',
    DomainValidationOptions: (Array.isArray(options) ? options : [])
      .filter(isRecord)
      .map((option) =>
        pending.has(text(option['DomainName']))
          ? { ...option, ValidationStatus: 'PENDING_VALIDATION' }
          : option,
      ),
  };
}
