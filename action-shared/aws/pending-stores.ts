import { DescribeCertificateCommand, paginateListCertificates } from '@aws-sdk/client-acm';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import {
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type RRType,
} from '@aws-sdk/client-route-53';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { idempotent, only, text, type Finder } from './pending-finder.ts';

/** Several certificates may have the same names; the ones in use belong to somebody else. */
const certificate: Finder = async (inputs, clients) => {
  const domain = text(inputs, 'domainName');
  const alternatives: unknown = inputs['subjectAlternativeNames'];
  const others: readonly unknown[] = Array.isArray(alternatives) ? alternatives : [];
  const names = new Set([domain, ...others]);
  const client = await clients.acm();
  const arns: string[] = [];
  for await (const page of paginateListCertificates({ client }, {})) {
    for (const { CertificateArn, DomainName } of page.CertificateSummaryList ?? []) {
      if (DomainName !== domain || CertificateArn === undefined) continue;
      const found = await client.send(new DescribeCertificateCommand({ CertificateArn }));
      const covered = found.Certificate?.SubjectAlternativeNames ?? [];
      const unused = (found.Certificate?.InUseBy ?? []).length === 0;
      if (unused && covered.length === names.size && covered.every((name) => names.has(name))) {
        arns.push(CertificateArn);
      }
    }
  }
  return only(arns, 'unused certificates');
};

const zone: Finder = async (inputs, clients) => {
  const name = `${text(inputs, 'name').replace(/\.$/, '')}.`;
  const request = new ListHostedZonesByNameCommand({ DNSName: name });
  const { HostedZones } = await (await clients.route53()).send(request);
  const fitting = (HostedZones ?? []).filter((one) => one.Name === name);
  return only(
    fitting.map((one) => one.Id?.replace('/hostedzone/', '')),
    'hosted zones',
  );
};

const record: Finder = async (inputs, clients) => {
  const [zoneId, name, type] = [text(inputs, 'zoneId'), text(inputs, 'name'), text(inputs, 'type')];
  const request = new ListResourceRecordSetsCommand({
    HostedZoneId: zoneId,
    StartRecordName: name,
    StartRecordType: type as RRType,
    MaxItems: 1,
  });
  const { ResourceRecordSets } = await (await clients.route53()).send(request);
  const first = ResourceRecordSets?.[0];
  // Route 53 writes `*` as \052 and a dot at the end.
  const found = first?.Name?.replace('\\052', '*').replace(/\.$/, '');
  const there = found === name.replace(/\.$/, '') && first?.Type === type;
  return there ? `${zoneId}_${name}_${type}` : null;
};

const repository: Finder = async (inputs, clients) => {
  const name = text(inputs, 'name');
  const request = new DescribeRepositoriesCommand({ repositoryNames: [name] });
  await (await clients.ecr()).send(request);
  return name;
};

const parameter: Finder = async (inputs, clients) => {
  const name = text(inputs, 'name');
  const request = new GetParametersCommand({ Names: [name] });
  const { Parameters } = await (await clients.ssm()).send(request);
  return (Parameters ?? []).length > 0 ? name : null;
};

const secret: Finder = async (inputs, clients) => {
  const request = new DescribeSecretCommand({ SecretId: text(inputs, 'name') });
  const found = await (await clients.secrets()).send(request);
  if (found.DeletedDate !== undefined) {
    return { unclear: 'the secret is scheduled for deletion; restore it or wait for its end' };
  }
  return found.ARN ?? null;
};

const lambdaFunction: Finder = async (inputs, clients) => {
  const name = text(inputs, 'name');
  await (await clients.lambda()).send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  return name;
};

/** Certificates, DNS, images, parameters, secrets and functions. */
export const storeFinders: Readonly<Record<string, Finder>> = {
  'aws:acm/certificate:Certificate': certificate,
  // Waiting for a certificate makes nothing.
  'aws:acm/certificateValidation:CertificateValidation': idempotent,
  'aws:route53/zone:Zone': zone,
  'aws:route53/record:Record': record,
  'aws:ecr/repository:Repository': repository,
  'aws:ecr/lifecyclePolicy:LifecyclePolicy': idempotent,
  'aws:ecr/repositoryPolicy:RepositoryPolicy': idempotent,
  'aws:lb/listenerCertificate:ListenerCertificate': idempotent,
  'aws:lambda/function:Function': lambdaFunction,
  // Our functions keep what is there already, and wait for a task that runs.
  'aws:lambda/invocation:Invocation': idempotent,
  'aws:ssm/parameter:Parameter': parameter,
  'aws:secretsmanager/secret:Secret': secret,
  // A second version of the same value is made current; the first one ages away.
  'aws:secretsmanager/secretVersion:SecretVersion': idempotent,
};
