import { Certificate as AcmCertificate } from '@pulumi/aws/acm/certificate.js';
import { CertificateValidation } from '@pulumi/aws/acm/certificateValidation.js';
import { Record as DnsRecord } from '@pulumi/aws/route53/record.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

/** Seconds that resolvers may keep a validation record. */
const VALIDATION_TTL_SECONDS = 60;

export interface CertificateArgs {
  /** Names to cover, the first is the certificate's own; `*.` covers one label. */
  readonly names: readonly string[];
  /** Public hosted zone that answers for all the names. */
  readonly hostedZoneId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** A certificate that ACM issues once its records are in the zone (DNS validation). Free. */
export class Certificate extends pulumi.ComponentResource {
  /** ARN of the certificate, known once it is issued. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:routing:Certificate', name, {}, opts);
    const child = { parent: this };
    const [domainName = '', ...subjectAlternativeNames] = args.names;
    const certificate = new AcmCertificate(
      name,
      {
        domainName,
        subjectAlternativeNames,
        validationMethod: 'DNS',
        tags: named(args.tags, name),
      },
      child,
    );
    const records = validationNames(args.names).map((base) => {
      const option = certificate.domainValidationOptions.apply((options) =>
        validationOption(options, base),
      );
      return new DnsRecord(
        `${name}-${base}`,
        {
          zoneId: args.hostedZoneId,
          name: option.apply((one) => one.resourceRecordName),
          type: option.apply((one) => one.resourceRecordType),
          records: [option.apply((one) => one.resourceRecordValue)],
          ttl: VALIDATION_TTL_SECONDS,
          allowOverwrite: true,
        },
        child,
      );
    });
    const validation = new CertificateValidation(
      name,
      { certificateArn: certificate.arn, validationRecordFqdns: records.map((one) => one.fqdn) },
      child,
    );
    this.arn = validation.certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** Names to validate: ACM asks for the same record for `example.com` and `*.example.com`. */
export function validationNames(names: readonly string[]): string[] {
  return [...new Set(names.map(withoutWildcard))];
}

interface ValidationOption {
  readonly domainName: string;
  readonly resourceRecordName: string;
  readonly resourceRecordType: string;
  readonly resourceRecordValue: string;
}

/** The record ACM wants for a name, with or without its wildcard. */
export function validationOption(
  options: readonly ValidationOption[],
  base: string,
): ValidationOption {
  const found = options.find((option) => withoutWildcard(option.domainName) === base);
  if (found) return found;
  throw new Error(`ACM gave no validation record for ${base}`);
}

function withoutWildcard(name: string): string {
  return name.replace(/^\*\./, '');
}
