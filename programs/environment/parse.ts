import type { z } from 'zod';
import type { AppFile } from '../../action-shared/config/app-file.ts';
import { didYouMean, problemsError, showFound } from '../../action-shared/config/problems.ts';
import type { Problem } from '../../action-shared/config/problems.ts';
import { environmentProblems } from './checks.ts';
import type { PermanentEnvironment, EnvironmentService, EnvironmentSource } from './config.ts';
import { withoutFaults } from './repair.ts';
import { valuesSchema } from './schema.ts';
import type { EnvironmentValues } from './schema.ts';

/**
 * Typed configuration of an environment.
 * Rules are checked also on what is left of values with a wrong shape, so that one run tells everything.
 * @throws UserError with every problem of the values, of all rules over them and of the neighbours
 */
export function parseEnvironment(values: unknown, source: EnvironmentSource): PermanentEnvironment {
  const parsed = valuesSchema.safeParse(values, { reportInput: true });
  const issues = parsed.error?.issues ?? [];
  const shape = issues.flatMap((issue) => issueProblems(issue));
  const usable = parsed.success ? parsed : valuesSchema.safeParse(withoutFaults(values, issues));
  const config = usable.success ? merged(usable.data, source) : null;
  const rules =
    config === null || !usable.success
      ? []
      : [
          ...serviceProblems(usable.data, source.app),
          ...environmentProblems(config, source.neighbours),
        ];
  const problems = [...shape, ...rules.filter((rule) => !isConsequence(rule, shape))];
  if (config === null || problems.length > 0) throw problemsError(source.file, problems);
  return config;
}

/** True for a rule that looked at a value of the same part whose shape is wrong. */
function isConsequence(rule: Problem, shape: readonly Problem[]): boolean {
  const parent = rule.path.slice(0, rule.path.lastIndexOf('.'));
  return shape.some(
    ({ path }) =>
      path === rule.path || path.startsWith(`${rule.path}.`) || path.startsWith(`${parent}.`),
  );
}

/** The stack file's values go before those of the app's file, those before the sizes for all. */
function merged(values: EnvironmentValues, { environment, app }: EnvironmentSource) {
  const { services: own, sizes, ...rest } = values;
  const ofApp = app.environments[environment]?.services ?? {};
  const services = app.services.map((service): EnvironmentService => {
    const [first, second] = [own[service.name] ?? {}, ofApp[service.name] ?? {}];
    const layers = {
      cpu: first.cpu ?? second.cpu ?? sizes.cpu,
      memory: first.memory ?? second.memory ?? sizes.memory,
      count: first.count ?? second.count ?? sizes.count,
      host: first.host ?? second.host,
    };
    const [min = 1, max = min] = String(layers.count).split('-').map(Number);
    const host = layers.host ?? null;
    const secrets = Object.fromEntries(
      Object.entries(service.secrets).map(([key, ref]) => [key, values.secrets[key] ?? ref]),
    );
    const { cpu, memory } = layers;
    return { ...service, cpu, memory, count: { min, max }, host, secrets };
  });
  const { migrate, seed } = app.database ?? {};
  const tasks = { migrate, seed };
  return { ...rest, environment, app: app.app, services, tasks };
}

function serviceProblems(values: EnvironmentValues, app: AppFile): readonly Problem[] {
  const names = app.services.map(({ name }) => name);
  const allowed = `services of the app’s file: ${names.join(', ')}`;
  const unknown = (['services', 'images'] as const).flatMap((key) =>
    Object.keys(values[key])
      .filter((name) => !names.includes(name))
      .map((name) => ({
        path: `${key}.${name}`,
        position: null,
        found: `an unknown service${didYouMean(name, names)}`,
        allowed,
      })),
  );
  const missing = names
    .filter((name) => values.images[name] === undefined)
    .map((name) => ({
      path: `images.${name}`,
      position: null,
      found: 'nothing',
      allowed: 'the digest that runs: sha256:<64 hex digits>',
    }));
  return [...unknown, ...missing];
}

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, parent: readonly PropertyKey[] = []): readonly Problem[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      position: null,
      found: `an unknown key${didYouMean(key, issue.message.split(', '))}`,
      allowed: issue.message,
    }));
  const where = path.length === 0 ? 'macro-infra-environment:values' : path.join('.');
  const inner = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
  const found =
    issue.code === 'invalid_key' ? showFound(String(path.at(-1))) : showFound(issue.input);
  return [{ path: where, position: null, found, allowed: inner ?? issue.message }];
}
