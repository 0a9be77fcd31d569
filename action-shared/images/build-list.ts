import { z } from 'zod';
import { SLUG_PATTERN } from '../naming/slug.ts';

/** One image to build, as buildx takes it; `''` leaves a choice to buildx. */
export interface ImageBuild {
  readonly service: string;
  /** Folder in the repository. */
  readonly context: string;
  readonly file: string;
  readonly target: string;
  readonly platforms: string;
  /** `NAME=value`, one a line. */
  readonly buildArgs: string;
}

/** What the error says is allowed. */
export const BUILD_ALLOWED =
  'a JSON object from service to folder, or a JSON list of `service`, `context` and if needed `file`, `target`, `platforms`, `build-args`';

const path = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith('/') && !text.split('/').includes('..'), {
    error: 'must be a path inside the repository',
  })
  .refine((text) => /^[\w@.+/ -]+$/.test(text) && !text.startsWith('-'), {
    error: 'must be a plain path',
  });
const service = z.string().regex(SLUG_PATTERN, 'must be a slug like `web`: [a-z][a-z0-9-]{0,19}');
const oneLine = z.string().regex(/^[^\r\n]*$/, 'must be one line');

const entry = z.strictObject({
  service,
  context: path,
  file: path.optional(),
  target: oneLine.optional(),
  platforms: oneLine.optional(),
  'build-args': z.record(z.string().regex(/^\w+$/), oneLine).optional(),
});
const listSchema = z.union([
  z
    .record(service, path)
    .transform((folders) =>
      Object.entries(folders).map(([name, context]) => ({ service: name, context })),
    ),
  z.array(entry),
]);

/**
 * Reads the list of images to build.
 *
 * @throws Error saying what is wrong with it, for the reader of inputs
 */
export function parseBuildList(text: string): readonly ImageBuild[] {
  const parsed = listSchema.safeParse(json(text));
  if (!parsed.success) throw new Error(reason(parsed.error));
  const builds: z.infer<typeof entry>[] = parsed.data;
  const names = builds.map((one) => one.service);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`${twice.join(', ')} is there more than once`);
  if (builds.length === 0) throw new Error('nothing is built');
  return builds.map((one) => ({
    service: one.service,
    context: one.context,
    file: one.file ?? '',
    target: one.target ?? '',
    platforms: one.platforms ?? '',
    buildArgs: Object.entries(one['build-args'] ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  }));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('no JSON', { cause });
  }
}

/** The first fault with its place; a union's own message says nothing. */
function reason(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.code !== 'invalid_union') return place(issue);
  const nested = issue.errors.flat().sort((a, b) => b.path.length - a.path.length);
  return place(nested[0] ?? issue);
}

function place(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'neither an object nor a list';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
