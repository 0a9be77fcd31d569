import { fargateProblem } from '../../action-shared/config/fargate-sizes.ts';
import { placeholdersOf } from '../../action-shared/config/placeholders.ts';
import { didYouMean, showFound } from '../../action-shared/config/problems.ts';
import { TARGET_GROUPS_PER_LOAD_BALANCER } from '../../action-shared/naming/limits.ts';
import type { Finding, Rule } from './rule.ts';
import { placeholderNames } from './variables.ts';

/** Services of a load balancer's certificates, rules and targets stay below this. */
const SERVICES_MAX = TARGET_GROUPS_PER_LOAD_BALANCER;
/** Source: VPC quotas, "Inbound or outbound rules per security group". */
const GROUP_RULES = 60;

const sizes: Rule = ({ services }) =>
  services.flatMap(({ name, cpu, memory }) => {
    const allowed = fargateProblem(cpu, memory);
    return allowed === null
      ? []
      : [{ path: `services.${name}.memory`, found: String(memory), allowed }];
  });

const counts: Rule = ({ services }) =>
  services
    .filter(({ count }) => count.min > count.max)
    .map(({ name, count }) => ({
      path: `services.${name}.count`,
      found: `${count.min}-${count.max}`,
      allowed: 'least-most, the smaller number first',
    }));

const quietHours: Rule = ({ services, autoscaling: { quietHours: quiet } }) => {
  if (quiet === null) return [];
  const path = 'autoscaling.quietHours';
  const most = Math.min(...services.map(({ count }) => count.max));
  return [
    ...(quiet.from === quiet.to
      ? [{ path, found: `from and to ${quiet.from}`, allowed: 'two different times' }]
      : []),
    ...(quiet.tasks > most
      ? [{ path: `${path}.tasks`, found: String(quiet.tasks), allowed: `at most ${most} tasks` }]
      : []),
    ...zoneFindings(`${path}.timeZone`, quiet.timeZone),
  ];
};

const scheduledTasks: Rule = ({ scheduledTasks: tasks, services }) => {
  const known = services.map(({ name }) => name);
  const names = tasks.map(({ name }) => name);
  return tasks.flatMap(({ name, service, timeZone }, index) => {
    const path = `scheduledTasks.${index}`;
    const taken = names.indexOf(name) < index || known.includes(name);
    return [
      ...(known.includes(service)
        ? []
        : [
            {
              path: `${path}.service`,
              found: `${showFound(service)}${didYouMean(service, known)}`,
              allowed: known.join(', '),
            },
          ]),
      ...(taken
        ? [{ path: `${path}.name`, found: showFound(name), allowed: 'a name nobody else has' }]
        : []),
      ...zoneFindings(`${path}.timeZone`, timeZone),
    ];
  });
};

function zoneFindings(path: string, zone: string): readonly Finding[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    // RangeError is how Intl says that it does not know the zone.
    const allowed = 'a time zone of the IANA list, such as Europe/London';
    return [{ path, found: showFound(zone), allowed }];
  }
}

const health: Rule = ({ health: { interval, timeout } }) =>
  timeout < interval
    ? []
    : [
        {
          path: 'health.timeout',
          found: `${timeout} s, with an interval of ${interval} s`,
          allowed: 'less than the interval',
        },
      ];

const rollout: Rule = ({ environment, deployment }) =>
  environment === 'production' && deployment.minimum < 100
    ? [
        {
          path: 'deployment.minimum',
          found: `${deployment.minimum} percent`,
          allowed: '100: production never runs fewer tasks than wanted',
        },
      ]
    : [];

/** With nothing to spare and nothing to stop a deployment could never begin. */
const rolloutRoom: Rule = ({ deployment: { minimum, maximum } }) =>
  minimum === 100 && maximum === 100
    ? [
        {
          path: 'deployment.maximum',
          found: '100 percent, with a minimum of 100 percent',
          allowed: 'a maximum above the minimum',
        },
      ]
    : [];

const variables: Rule = (config) =>
  config.services.flatMap(({ name, environment }) =>
    Object.entries(environment).flatMap(([variable, text]) => {
      const known = placeholderNames(config);
      return placeholdersOf(text)
        .filter((placeholder) => !known.includes(placeholder))
        .map((placeholder) => ({
          path: `services.${name}.environment.${variable}`,
          found: `{${placeholder}}, which has no value in ${config.environment}`,
          allowed: known.map((one) => `{${one}}`).join(', '),
        }));
    }),
  );

const unknownSecrets: Rule = ({ services, secrets: own }) => {
  const known = services.flatMap((service) => Object.keys(service.secrets));
  return Object.keys(own)
    .filter((variable) => !known.includes(variable))
    .map((variable) => ({
      path: `secrets.${variable}`,
      found: `a variable that no service has${didYouMean(variable, known)}`,
      allowed: known.length === 0 ? 'none: no service has secrets' : known.join(', '),
    }));
};

const room: Rule = ({ services }) =>
  services.length <= SERVICES_MAX
    ? []
    : [
        {
          path: 'services',
          found: `${services.length} services`,
          allowed: `${SERVICES_MAX}: target groups of one load balancer, a fixed AWS quota`,
        },
      ];

/** The group of a store lets each service in by a rule of its own. */
const storeRoom: Rule = ({ services, database, cache }) =>
  (database === null && cache === null) || services.length <= GROUP_RULES
    ? []
    : [
        {
          path: 'services',
          found: `${services.length} services beside a database or a cache`,
          allowed: `${GROUP_RULES}: inbound rules of one security group, AWS's quota`,
        },
      ];

export const serviceRules: readonly Rule[] = [
  sizes,
  counts,
  quietHours,
  scheduledTasks,
  health,
  rollout,
  rolloutRoom,
  variables,
  unknownSecrets,
  room,
  storeRoom,
];
