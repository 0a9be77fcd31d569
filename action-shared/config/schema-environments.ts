import { z } from 'zod';
import { mapping, record, text, wholeNumber } from './schema-parts.ts';
import { SLUG_PATTERN } from '../naming/slug.ts';

const database = mapping('a database: class, replicas, multiAz, backupDays', {
  class: text(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'an instance class such as db.r6g.large')
    .meta({ examples: ['db.r6g.large'] })
    .optional(),
  replicas: wholeNumber(0, 15, 'a number of read replicas, 0 to 15').optional(),
  multiAz: z.boolean({ error: 'true or false' }).optional(),
  backupDays: wholeNumber(1, 35, 'days, 1 to 35').optional(),
});

/** Values of the permanent environments; sizes come in from the services' schema. */
export function environmentsSchema<C extends z.ZodType, M extends z.ZodType, N extends z.ZodType>(
  cpu: C,
  memory: M,
  count: N,
) {
  const service = mapping('values of a service: count, cpu, memory, host', {
    count: count.optional(),
    cpu: cpu.optional(),
    memory: memory.optional(),
    host: text(/^[a-z0-9.{}-]+$/, 'a host such as shop.{domain}').optional(),
  });
  const services = record(
    text(SLUG_PATTERN, 'the name of a service'),
    service,
    'a mapping of services',
  );
  const environment = mapping('an environment: services, database', {
    services: services.optional(),
    database: database.optional(),
  }).optional();
  return mapping('environments: dev, staging, production', {
    dev: environment,
    staging: environment,
    production: environment,
  }).meta({ description: 'Values of the permanent environments.' });
}
