import { routeConflicts } from '../../action-shared/config/routes.ts';
import { hostProblem, isCovered, wildcardFor } from '../../action-shared/naming/hosts.ts';
import { permanentName } from '../../action-shared/naming/permanent-names.ts';
import type { Rule } from './rule.ts';
import { certificateNames, hostsOf, serviceAddresses } from './hosts.ts';
import { parameterPrefix, prioritiesOf, routesOf } from './plan.ts';

/** Names on one certificate. Source: ACM quotas, "Number of domain names per certificate". */
const CERTIFICATE_NAMES = 10;
/** Values of a rule's conditions. Source: Elastic Load Balancing quotas. */
const CONDITION_VALUES = 5;

const hosts: Rule = (config) =>
  [...serviceAddresses(config)].flatMap(([service, { host }]) => {
    if (host === null) return [];
    const path = `services.${service}.host`;
    const wrong = hostProblem(host);
    if (wrong !== null) return [{ path, found: `${host}, which ${wrong}`, allowed: 'a DNS name' }];
    const { domain } = config;
    if (domain !== null && host !== domain && !host.endsWith(`.${domain}`))
      return [{ path, found: host, allowed: `a host within ${domain}` }];
    const names = certificateNames(config);
    if (isCovered(host, names)) return [];
    const allowed = `a host that ${names.join(', ')} covers (a wildcard covers one label), or add ${wildcardFor(host)} to certificateDomains`;
    return [{ path, found: host, allowed }];
  });

const certificate: Rule = (config) => {
  const { domain, certificateDomains, hostedZoneId } = config;
  const needs = (path: string) => ({
    path,
    found: 'a value without a domain',
    allowed: 'a domain',
  });
  if (domain === null)
    return [
      ...(certificateDomains === null ? [] : [needs('certificateDomains')]),
      ...(hostedZoneId === null ? [] : [needs('hostedZoneId')]),
    ];
  const names = certificateNames(config);
  const foreign = names.filter((name) => name !== domain && !name.endsWith(`.${domain}`));
  return [
    ...foreign.map((name) => ({
      path: 'certificateDomains',
      found: name,
      allowed: `names within ${domain}: its zone answers for them`,
    })),
    ...(names.length > CERTIFICATE_NAMES
      ? [
          {
            path: 'certificateDomains',
            found: `${names.length} names for ${hostsOf(config).length} hosts`,
            allowed: `${CERTIFICATE_NAMES} names (ACM's quota): use wildcards`,
          },
        ]
      : []),
  ];
};

const conflicts: Rule = (config) =>
  routeConflicts(routesOf(config)).map(([one, two]) => ({
    path: `services.${two.service}.paths`,
    found: `paths on ${two.host === '' ? 'the load balancer’s name' : two.host} that ${one.service} answers too`,
    allowed: 'another host, or paths of which one lies inside the other',
  }));

const slots: Rule = (config) => {
  const given = prioritiesOf(config);
  return config.services
    .filter(({ name }) => !given.has(name))
    .map(({ name }) => ({
      path: `services.${name}`,
      found: 'no free listener-rule priority',
      allowed: '1000 to 49999 on one listener',
    }));
};

const conditions: Rule = (config) =>
  routesOf(config).flatMap(({ service, host, paths }) => {
    const counted = paths.includes('/*') ? 0 : paths.length;
    const values = counted + (host === '' ? 0 : 1);
    if (values <= CONDITION_VALUES) return [];
    const allowed = `${CONDITION_VALUES} hosts and paths together: use wider patterns`;
    return [{ path: `services.${service}.paths`, found: `${values} values in one rule`, allowed }];
  });

/** Words that Cognito keeps for itself. Source: CreateUserPoolDomain. */
const RESERVED = /aws|amazon|cognito/;

const login: Rule = (config) => {
  if (!config.userPool || !RESERVED.test(permanentName(config, 'login'))) return [];
  const found = `true, with the app ${config.app}`;
  const allowed = 'an app without aws, amazon and cognito in its name, or userPool: false';
  return [{ path: 'userPool', found, allowed }];
};

/** SSM keeps parameters that begin like this for AWS. Source: PutParameter, `Name`. */
const parameters: Rule = (config) => {
  const prefix = parameterPrefix(config);
  if (!/^\/(aws|ssm)/i.test(prefix)) return [];
  const allowed = 'a prefix that begins neither with aws nor with ssm';
  return [{ path: 'parameters.prefix', found: prefix, allowed }];
};

const images: Rule = ({ base, imageRepository }) =>
  (base === null) === (imageRepository === null)
    ? [
        {
          path: 'base',
          found:
            base === null ? 'neither base nor imageRepository' : 'both base and imageRepository',
          allowed: 'base: organization/macro-infra-base/dev, or imageRepository: a repository',
        },
      ]
    : [];

export const addressRules: readonly Rule[] = [
  hosts,
  certificate,
  conflicts,
  slots,
  conditions,
  login,
  parameters,
  images,
];
