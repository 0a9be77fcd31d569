import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import type { Organisation } from './organisation.ts';

const SHOP = join(REPOSITORY_ROOT, 'examples/shop');

/** The app's file of the example application. */
export const shopAppFile = readFileSync(join(SHOP, '.github/macro-infra.yml'), 'utf8');

/** How a build of a service behaves. */
export type Behaviour =
  /** As it should. */
  | 'good'
  /** Says why on its log and exits with code 3. */
  | 'exits'
  /** Runs and listens, and answers its health check with 500. */
  | 'sick';

const EXITS = `console.error('reading configuration');
console.error('Error: DATABASE_HOST is not set');
process.exit(3);
`;

const SICK = `import { createServer } from 'node:http';
const { HOST, PORT } = process.env;
createServer((_request, response) => {
  console.log('health check: the cache cannot be reached');
  response.writeHead(500).end('cache unreachable');
}).listen(Number(PORT), HOST);
`;

/**
 * Builds and pushes one service of the shop.
 *
 * @param version Distinguishes builds: another version is another digest.
 * @returns the reference by digest.
 */
export async function buildService(
  org: Organisation,
  service: 'web' | 'api',
  version: string,
  behaviour: Behaviour = 'good',
): Promise<string> {
  const folder = mkdtempSync(join(org.folder, `${service}-`));
  cpSync(join(SHOP, 'images', service), folder, { recursive: true });
  writeFileSync(join(folder, 'version.txt'), `${version}\n`);
  if (behaviour === 'exits') writeFileSync(join(folder, 'server.js'), EXITS);
  if (behaviour === 'sick') writeFileSync(join(folder, 'server.js'), SICK);
  const { ref } = await org.cloud.pushImage(folder, 'macro-infra');
  return ref;
}

/** Builds both services and gives the `images` input. */
export async function buildShop(
  org: Organisation,
  version: string,
  behaviours: { readonly web?: Behaviour; readonly api?: Behaviour } = {},
): Promise<string> {
  const web = await buildService(org, 'web', version, behaviours.web);
  const api = await buildService(org, 'api', version, behaviours.api);
  return `web=${web}\napi=${api}`;
}
