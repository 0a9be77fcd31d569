import { z } from 'zod';
import { DURATION_PATTERN } from './durations.ts';
import { mapping, text, wholeNumber } from './schema-parts.ts';

const DAY = '(Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]';
const HOURS = new RegExp(`^${DAY}(-${DAY})? ${TIME}-${TIME} [A-Za-z]+(/[A-Za-z0-9_+-]+)*$`);

const duration = text(DURATION_PATTERN, 'a duration such as 30m, 2h or 7d');
const flag = (description: string) =>
  z.boolean({ error: 'true or false' }).meta({ description }).optional();
const patterns = z.array(z.string({ error: 'text' }).min(1, 'text'), {
  error: 'a list of patterns',
});

const limits = mapping('limits: cpu, memory, services, secrets', {
  cpu: wholeNumber(256, 16_384, 'CPU units, 256 to 16384')
    .meta({ description: 'Most CPU units of one service.' })
    .optional(),
  memory: wholeNumber(512, 122_880, 'MiB, 512 to 122880')
    .meta({ description: 'Most memory of one service, MiB.' })
    .optional(),
  services: wholeNumber(1, 20, 'a number of services, 1 to 20')
    .meta({ description: 'Most services of one preview.' })
    .optional(),
  secrets: patterns
    .meta({
      description:
        'Secrets a pull request may use besides those this file already uses; * as wildcard.',
      examples: [['shop/preview/*']],
    })
    .optional(),
});

/** Policy of previews; always read from the base branch, never from the pull request. */
export const previewsSchema = mapping(
  'previews: ttl, idle, hours, max, whenFull, drafts, bots, forks, labels, paths, limits',
  {
    ttl: duration
      .meta({
        description:
          'Lifetime after the last push, rounded up to the end of the UTC day (default 7d).',
        examples: ['7d'],
      })
      .optional(),
    idle: duration
      .meta({
        description: 'Removed by the sweep after this long without a visit (default: never).',
      })
      .optional(),
    hours: text(HOURS, 'days, times and time zone, such as Mon-Fri 07:00-20:00 Europe/London')
      .meta({
        description: 'When previews run; outside of it they sleep.',
        examples: ['Mon-Fri 07:00-20:00 Europe/London'],
      })
      .optional(),
    max: wholeNumber(1, 1000, 'a number of previews, 1 to 1000')
      .meta({ description: 'Most previews of this app at once.' })
      .optional(),
    whenFull: z
      .literal(['queue', 'evict'], { error: '"queue" or "evict"' })
      .meta({
        description:
          'With "max" previews already there: "queue" deploys nothing until there is room (default), "evict" removes the one idle for longest.',
      })
      .optional(),
    drafts: flag('Draft pull requests get a preview (default true).'),
    bots: flag('Pull requests of bots get a preview (default false).'),
    forks: z
      .literal(['approval', 'never'], { error: '"approval" or "never"' })
      .meta({ description: 'Pull requests from forks: after a maintainer’s approval, or never.' })
      .optional(),
    labels: patterns
      .meta({
        description: 'Only pull requests with one of these labels get a preview (default: all do).',
        examples: [['preview']],
      })
      .optional(),
    paths: patterns
      .meta({ description: 'Only changes to these files get a preview.', examples: [['apps/**']] })
      .optional(),
    limits: limits.meta({ description: 'Caps, besides those of the base.' }).optional(),
  },
).meta({
  description:
    'Policy of previews. A pull request’s own copy does not count: the base branch’s does.',
});
