import { z } from 'zod';
import { SLUG_PATTERN } from '../naming/slug.ts';
import { FARGATE_CPU } from './fargate-sizes.ts';
import { healthSchema } from './schema-health.ts';
import { mapping, record, text, wholeNumber } from './schema-parts.ts';
import { environmentsSchema } from './schema-environments.ts';
import { paritySchema } from './schema-parity.ts';
import { previewsSchema } from './schema-previews.ts';
import { PATH_PATTERN, PATHS_PER_SERVICE } from './routes.ts';
import { SECRET_REFERENCE_ALLOWED, SECRET_REFERENCE_PATTERN } from './secret-references.ts';

const SLUG_ALLOWED = 'up to 20 letters a-z, digits and hyphens, a letter first';
const HOST_ALLOWED = 'a host with {number} and {domain}, such as pr-{number}.{domain}';
const VARIABLE_ALLOWED = 'a name of letters, digits and _, no digit first, not MACRO_INFRA_...';
const PATHS_ALLOWED = `a list of 1 to ${PATHS_PER_SERVICE} path patterns that start with /`;

const slug = text(SLUG_PATTERN, SLUG_ALLOWED);
const variable = text(/^(?!MACRO_INFRA_)[A-Za-z_][A-Za-z0-9_]*$/, VARIABLE_ALLOWED);
const command = z
  .array(z.string({ error: 'text' }), { error: 'a list of words' })
  .min(1, 'a list of at least one word');

const COUNT_ALLOWED = 'a number of tasks, 1 to 10, or a range such as 2-10';
export const countSchema = z
  .union(
    [
      wholeNumber(1, 10, COUNT_ALLOWED),
      text(/^([1-9]|[1-9][0-9])-([1-9]|[1-9][0-9])$/, 'a range of tasks such as 2-10'),
    ],
    { error: COUNT_ALLOWED },
  )
  .meta({ description: 'Tasks that run: a number, or `least-most` for autoscaling.' });

const cpuSchema = z
  .literal([...FARGATE_CPU], { error: `CPU units: ${FARGATE_CPU.join(', ')}` })
  .meta({ description: 'CPU units of one task, 1024 = 1 vCPU (default 256).', examples: [256] });
const memorySchema = wholeNumber(512, 122_880, 'MiB that Fargate takes for the cpu, 512 to 122880');

const serviceSchema = mapping('a service: port, host, health, ...', {
  port: wholeNumber(1, 65_535, 'a port, 1 to 65535').meta({
    description: 'Port the container listens on.',
    examples: [3040],
  }),
  host: text(/^[a-z0-9.{}-]+$/, HOST_ALLOWED)
    .meta({
      description:
        'Host of the service in a preview. Placeholders: {number}, {app}, {service}, {env}, {domain}. Default: pr-{number}-{app}-{service}.{domain}, the primary service without -{service}.',
      examples: ['pr-{number}.{domain}', 'pr-{number}.api.{domain}', '{number}.pr-api.{domain}'],
    })
    .optional(),
  health: healthSchema.optional(),
  primary: z
    .boolean({ error: 'true or false' })
    .meta({ description: 'The service a reviewer opens first. Needed with several services.' })
    .optional(),
  cpu: cpuSchema.optional(),
  memory: memorySchema
    .meta({ description: 'Memory of one task in MiB (default 512).', examples: [512] })
    .optional(),
  count: countSchema.optional(),
  command: command
    .meta({ description: 'Command instead of the image’s own.', examples: [['node', 'server.js']] })
    .optional(),
  environment: record(
    variable,
    z.union([z.string(), z.number(), z.boolean()], { error: 'text, a number, true or false' }),
    'a mapping of variables',
  )
    .meta({
      description:
        'Variables of the container. Placeholders: {<service>.url}, {env}, {number}, {domain}, {sha}; {{ and }} for braces.',
      examples: [{ LOG_LEVEL: 'debug', APP_API_URL: '{api.url}' }],
    })
    .optional(),
  secrets: record(
    variable,
    text(SECRET_REFERENCE_PATTERN, SECRET_REFERENCE_ALLOWED),
    'a mapping of variables to references',
  )
    .meta({
      description: `Variables whose values stay in a secret store: ${SECRET_REFERENCE_ALLOWED}.`,
      examples: [{ OPENAI_API_KEY: 'secretsmanager:shop/preview/openai' }],
    })
    .optional(),
  paths: z
    .array(text(PATH_PATTERN, 'a path pattern that starts with /, * and ? as wildcards'), {
      error: PATHS_ALLOWED,
    })
    .min(1, PATHS_ALLOWED)
    .max(PATHS_PER_SERVICE, PATHS_ALLOWED)
    .meta({
      description: 'Paths this service answers on its host; several services may share a host.',
      examples: [['/api/*']],
    })
    .optional(),
});

const taskSchema = mapping('a task: service and command', {
  service: slug.meta({ description: 'Service whose image and settings the task uses.' }),
  command: command.meta({ examples: [['npm', 'run', 'migrate']] }),
});

const databaseSchema = mapping('a database: engine, migrate, seed', {
  engine: z.literal('postgres', { error: '"postgres"' }),
  migrate: taskSchema
    .meta({ description: 'Runs once per commit, before the services.' })
    .optional(),
  seed: taskSchema.meta({ description: 'Runs once, after the first migration.' }).optional(),
});

/** `.github/macro-infra.yml` as it is written. */
export const appDocumentSchema = mapping('a mapping with "services"', {
  app: slug
    .meta({ description: 'The app’s slug. Default: the repository’s name.', examples: ['shop'] })
    .optional(),
  base: slug
    .meta({ description: 'Base stack that previews live on (default dev).', examples: ['dev'] })
    .optional(),
  services: record(slug, serviceSchema, 'a mapping of services').meta({
    description: 'The containers of the app, by name.',
  }),
  database: databaseSchema.meta({ description: 'A PostgreSQL database per preview.' }).optional(),
  previews: previewsSchema.optional(),
  environments: environmentsSchema(cpuSchema, memorySchema, countSchema).optional(),
  parity: paritySchema.optional(),
}).meta({
  title: 'macro-infra: the app’s file (.github/macro-infra.yml)',
  description: 'What an app needs to get its own environment per pull request.',
});

export type AppDocument = z.infer<typeof appDocumentSchema>;
export type ServiceDocument = z.infer<typeof serviceSchema>;
