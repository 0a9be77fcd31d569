import { z } from 'zod';
import { mapping } from './schema-parts.ts';

const REASON_ALLOWED = 'a reason of at least 10 characters';

const waiver = mapping('a waiver: resource, path, reason, until', {
  resource: z
    .string({ error: 'type and name of a resource' })
    .min(1, 'type and name of a resource')
    .meta({
      description:
        'Type and name as the parity report tells them, * for any part; `config` for the configuration.',
      examples: ['lb/ListenerRule {env}-shop-api*'],
    }),
  path: z
    .string({ error: 'a setting' })
    .min(1, 'a setting')
    .meta({ description: 'Setting, * for any part (default: all).', examples: ['port'] })
    .optional(),
  reason: z
    .string({ error: REASON_ALLOWED })
    .trim()
    .min(10, REASON_ALLOWED)
    .meta({ description: 'Why it is right that it differs.' }),
  until: z.iso
    .date({ error: 'a day such as 2027-01-31, in quotes' })
    .meta({ description: 'Last day on which the waiver counts (default: no end).' })
    .optional(),
});

/** What may differ between the permanent environments although no rule allows it. */
export const paritySchema = mapping('parity: waivers', {
  waivers: z
    .array(waiver, { error: 'a list of waivers' })
    .meta({ description: 'Broken parity that is right as it is.' })
    .optional(),
}).meta({ description: 'Parity of the permanent environments (compare-environments).' });
