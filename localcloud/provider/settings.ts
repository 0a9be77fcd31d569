import { type Aws, awsIn } from './aws.ts';
import { asRoles, assumedRoles } from './credentials.ts';
import type { LookUp, ResourceType } from './resource.ts';
import { isRecord } from './schema/values.ts';
import { Provider } from './provider.ts';
import type { Props } from './schema/prop.ts';

/**
 * The provider as the engine configures it. Settings win over the environment (`AWS_REGION`,
 * `AWS_ENDPOINT_URL`, the usual credentials), which the AWS SDK reads by itself where neither
 * the endpoint nor keys are given here.
 */
export function providerFrom(
  settings: Props,
  env: NodeJS.ProcessEnv,
  types: readonly ResourceType[],
  lookUps: readonly LookUp[],
  signal: AbortSignal,
): Provider {
  const region = text(settings['region']) ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (region === undefined) throw new Error('no region: set aws:region or AWS_REGION');
  const endpoint = env['AWS_ENDPOINT_URL'];
  if (endpoint === undefined) {
    throw new Error(
      'AWS_ENDPOINT_URL is not set: this plugin is for the local cloud only; for AWS itself the engine needs the official one',
    );
  }
  const roles = assumedRoles(settings['assumeRoles']);
  const known = new Map<string, Aws>();
  const inRegion = (name: string): Aws => {
    const own = { region: name, endpoint, ...keys(settings), maxAttempts: 5 };
    const made = known.get(name) ?? awsIn(asRoles(own, roles), signal);
    known.set(name, made);
    return made;
  };
  return new Provider(types, lookUps, { region, defaultTags: tagsOf(settings), aws: inRegion });
}

function keys(settings: Props): { credentials?: { accessKeyId: string; secretAccessKey: string } } {
  const [accessKeyId, secretAccessKey] = [text(settings['accessKey']), text(settings['secretKey'])];
  if (accessKeyId === undefined || secretAccessKey === undefined) return {};
  return { credentials: { accessKeyId, secretAccessKey } };
}

function tagsOf(settings: Props): Record<string, string> {
  const given = settings['defaultTags'];
  const tags = isRecord(given) && isRecord(given['tags']) ? given['tags'] : {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
