import type { CertificateDetail } from '@aws-sdk/client-acm';
import { type Aws, must, remove, unless } from '../aws.ts';
import { TAGS, resource } from '../resource.ts';
import { obj, set, str } from '../schema/prop.ts';
import { type TagMap, changeTags, tagList, tagsFrom } from './tags.ts';
import { arn } from './rules.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

const domain = () =>
  str().matches(
    /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i,
    'a domain name',
  );

const validation = obj({
  domainName: str(),
  resourceRecordName: str(),
  resourceRecordType: str(),
  resourceRecordValue: str(),
});

export const certificate = resource({
  token: 'aws:acm/certificate:Certificate',
  shape: {
    domainName: domain().computed().replaces(),
    subjectAlternativeNames: set(domain()).computed().replaces(),
    validationMethod: str().oneOf('DNS', 'EMAIL').computed().replaces(),
    keyAlgorithm: str().computed().replaces(),
    options: obj({
      certificateTransparencyLoggingPreference: str().oneOf('ENABLED', 'DISABLED'),
    }).computed(),
    ...TAGS,
    arn: str().output(),
    domainValidationOptions: set(validation).output(),
    notAfter: str().output(),
    notBefore: str().output(),
    renewalEligibility: str().output(),
    status: str().output(),
    type: str().output(),
  },
  faults: (inputs) =>
    inputs['domainName'] === undefined
      ? [{ property: 'domainName', reason: 'required for a certificate that AWS issues' }]
      : [],
  async create(aws, wanted, made) {
    const acm = await aws.acm();
    const answer = await acm.requestCertificate({
      DomainName: wanted.domainName,
      SubjectAlternativeNames: wanted.subjectAlternativeNames && [
        ...wanted.subjectAlternativeNames,
      ],
      ValidationMethod: wanted.validationMethod as 'DNS' | undefined,
      KeyAlgorithm: wanted.keyAlgorithm as 'RSA_2048' | undefined,
      Options: optionsOf(wanted.options),
      ...(wanted.tags && Object.keys(wanted.tags).length > 0 ? { Tags: tagList(wanted.tags) } : {}),
    });
    const id = must(answer.CertificateArn, 'CertificateArn');
    made(id);
    await aws.until(
      `validation records of ${id}`,
      async () => {
        const options = (await certificateOf(aws, id))?.DomainValidationOptions ?? [];
        const known = options.every(
          (each) => each.ResourceRecord ?? each.ValidationMethod === 'EMAIL',
        );
        return options.length > 0 && known ? true : undefined;
      },
      300,
    );
    return id;
  },
  async read(aws, id, state) {
    const it = await certificateOf(aws, id);
    if (!it) return undefined;
    const { Tags } = await (await aws.acm()).listTagsForCertificate({ CertificateArn: id });
    return {
      ...describe(it, state.subjectAlternativeNames),
      tags: tagsFrom(Tags),
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const acm = await aws.acm();
    if (changed('options')) {
      await acm.updateCertificateOptions({
        CertificateArn: id,
        Options: optionsOf(wanted.options),
      });
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const acm = await aws.acm();
    await remove(aws, `certificate ${id}`, () => acm.deleteCertificate({ CertificateArn: id }), {
      gone: NOT_FOUND,
      busy: /^ResourceInUseException$/,
    });
  },
});

function optionsOf(
  options: { readonly certificateTransparencyLoggingPreference?: string | undefined } | undefined,
) {
  const preference = options?.certificateTransparencyLoggingPreference;
  return preference === undefined
    ? undefined
    : { CertificateTransparencyLoggingPreference: preference as 'ENABLED' };
}

async function retag(
  aws: Aws,
  id: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const acm = await aws.acm();
  const certificate = { CertificateArn: id };
  await changeTags(before, after, {
    untag: (keys) =>
      acm.removeTagsFromCertificate({ ...certificate, Tags: keys.map((Key) => ({ Key })) }),
    tag: (tags) => acm.addTagsToCertificate({ ...certificate, Tags: tagList(tags) }),
  });
}

async function certificateOf(aws: Aws, id: string): Promise<CertificateDetail | undefined> {
  const acm = await aws.acm();
  return (await unless(NOT_FOUND, acm.describeCertificate({ CertificateArn: id })))?.Certificate;
}

function describe(it: CertificateDetail, written: readonly string[] = []) {
  const names = it.SubjectAlternativeNames ?? [];
  // The program's property lives on although AWS's own is deprecated.
  const { CertificateTransparencyLoggingPreference: preference } = (it.Options ?? {}) as Record<
    string,
    string | undefined
  >;
  return {
    domainName: it.DomainName,
    // AWS lists the domain itself among its alternatives; a program may or may not.
    subjectAlternativeNames: names.filter(
      (name) => name !== it.DomainName || written.includes(name),
    ),
    validationMethod: it.DomainValidationOptions?.[0]?.ValidationMethod,
    keyAlgorithm: it.KeyAlgorithm?.replace('-', '_'),
    options: preference && { certificateTransparencyLoggingPreference: preference },
    arn: it.CertificateArn,
    domainValidationOptions: (it.DomainValidationOptions ?? []).map((each) => ({
      domainName: each.DomainName,
      resourceRecordName: each.ResourceRecord?.Name,
      resourceRecordType: each.ResourceRecord?.Type,
      resourceRecordValue: each.ResourceRecord?.Value,
    })),
    notAfter: it.NotAfter?.toISOString(),
    notBefore: it.NotBefore?.toISOString(),
    renewalEligibility: it.RenewalEligibility,
    // The status moves on while a program runs; the state keeps what it was when it was read.
    status: it.Status,
    type: it.Type,
  };
}

export const certificateValidation = resource({
  token: 'aws:acm/certificateValidation:CertificateValidation',
  shape: {
    certificateArn: arn().required().replaces(),
    validationRecordFqdns: set(str()).local().replaces(),
  },
  async create(aws, wanted) {
    await aws.until(
      `certificate ${wanted.certificateArn} issued`,
      async () => {
        const it = await certificateOf(aws, wanted.certificateArn);
        if (!it) throw new Error(`certificate ${wanted.certificateArn} does not exist`);
        if (it.Status === 'FAILED')
          throw new Error(`validation failed: ${it.FailureReason ?? 'no reason given'}`);
        return it.Status === 'ISSUED' ? true : undefined;
      },
      4500,
    );
    return wanted.certificateArn;
  },
  async read(aws, id) {
    const it = await certificateOf(aws, id);
    return it?.Status === 'ISSUED' ? { certificateArn: it.CertificateArn } : undefined;
  },
  async delete() {
    // A validation is nothing that could be taken away from a certificate.
  },
});
