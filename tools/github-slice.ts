import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isOperationId } from '../localcloud/github/operations.ts';

const source = new URL(
  '../node_modules/@octokit/openapi/generated/api.github.com.json',
  import.meta.url,
);
const packageFile = new URL('../node_modules/@octokit/openapi/package.json', import.meta.url);
/** Where the slice is kept; committed, so that the local GitHub starts without the 13 MB original. */
export const sliceFile = new URL('../localcloud/github/openapi.json', import.meta.url);

const record = z.record(z.string(), z.unknown());
const description = z.object({
  openapi: z.string(),
  info: record,
  paths: z.record(z.string(), z.record(z.string(), record)),
  components: z.record(z.string(), record),
});
type Description = z.infer<typeof description>;

/** Prose and samples: three quarters of the bytes, and nothing that validation looks at. */
const prose = new Set(['description', 'example', 'examples', 'externalDocs', 'x-github', 'title']);

/** Makes the slice's text from GitHub's description as `@octokit/openapi` ships it. */
export async function makeSlice(): Promise<string> {
  const whole = description.parse(JSON.parse(await readFile(source, 'utf8')));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(packageFile, 'utf8')));
  const paths = chosenPaths(whole);
  const slice = {
    openapi: whole.openapi,
    info: { title: 'GitHub REST API (slice)', version: String(whole.info['version']) },
    'x-source': `@octokit/openapi@${version}`,
    paths,
    components: reachable(whole, paths),
  };
  return `${JSON.stringify(slice, null, 1)}\n`;
}

function chosenPaths(whole: Description): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [path, methods] of Object.entries(whole.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const id = String(operation['operationId']);
      if (!isOperationId(id)) continue;
      (paths[path] ??= {})[method] = withoutProse({
        ...operation,
        responses: successes(operation),
      });
    }
  }
  return paths;
}

/** Errors have one shape everywhere; only what GitHub says about success is kept. */
function successes(operation: Record<string, unknown>): Record<string, unknown> {
  const responses = Object.entries(record.parse(operation['responses']));
  return Object.fromEntries(responses.filter(([status]) => /^[23]/.test(status)));
}

/** Components that the chosen paths point to, and those that these point to, and so on. */
function reachable(whole: Description, paths: unknown): Record<string, Record<string, unknown>> {
  const kept: Record<string, Record<string, unknown>> = {};
  const waiting = references(paths);
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    const [kind = '', name = ''] = reference.replace('#/components/', '').split('/');
    if (kind === 'examples' || kept[kind]?.[name] !== undefined) continue;
    const component = withoutProse(whole.components[kind]?.[name]);
    (kept[kind] ??= {})[name] = component;
    waiting.push(...references(component));
  }
  return sortedTwice(kept);
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  );
}

/** `properties` holds names chosen by GitHub, some of which (`description`) look like prose. */
function withoutProse(value: unknown, insideProperties = false): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutProse(inner));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([key]) => insideProperties || !prose.has(key))
    .map(([key, inner]) => [key, withoutProse(inner, key === 'properties' && !insideProperties)]);
  return Object.fromEntries(kept);
}

function sortedTwice(kinds: Record<string, Record<string, unknown>>): typeof kinds {
  const sorted = <T>(value: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(
    Object.fromEntries(Object.entries(kinds).map(([kind, all]) => [kind, sorted(all)])),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await makeSlice();
  await writeFile(sliceFile, text);
  console.log(`localcloud/github/openapi.json: ${Math.round(text.length / 1024)} KiB`);
}
