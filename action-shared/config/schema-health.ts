import { z } from 'zod';
import { DURATION_PATTERN } from './durations.ts';
import { mapping, text } from './schema-parts.ts';

const path = text(/^\/[\x21-\x7e]{0,1023}$/, 'a path that starts with /').meta({
  description: 'Path that answers when the service is healthy (default /api/health).',
  examples: ['/api/health'],
});

/** A service's health check: its path alone, or a mapping. */
export const healthSchema = z
  .union([
    path,
    mapping('a health check: path, matcher, grace', {
      path: path.optional(),
      matcher: text(
        /^[2-4][0-9]{2}(-[2-4][0-9]{2})?(,[2-4][0-9]{2}(-[2-4][0-9]{2})?)*$/,
        'HTTP codes 200 to 499 such as 200-399 or 200,204',
      )
        .meta({ description: 'Codes that count as healthy (default 200-399).', examples: ['200'] })
        .optional(),
      grace: text(DURATION_PATTERN, 'a duration such as 30s')
        .meta({
          description: 'Time after start in which failing checks do not count (default 30s).',
          examples: ['60s'],
        })
        .optional(),
    }),
  ])
  .meta({ description: 'How the load balancer asks whether the service is healthy.' });

export type HealthDocument = z.infer<typeof healthSchema>;
