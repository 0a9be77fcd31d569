import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Organisation } from '../../localcloud/world/organisation.ts';
import { buildService, shopAppFile } from '../../localcloud/world/shop.ts';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';

/** The shop's file with a database that is migrated and seeded. */
export const databaseAppFile = `${shopAppFile}database:
  engine: postgres
  migrate: { service: api, command: [node, migrate.js] }
  seed: { service: api, command: [node, seed.js] }
`;

/** Tells what the container was given, and of the password only its length. */
const TELLS = `const { DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER } = process.env;
const { DATABASE_PASSWORD = '' } = process.env;
const at = DATABASE_USER + '@' + DATABASE_HOST + ':' + DATABASE_PORT + '/' + DATABASE_NAME;
console.log('TASK ' + at + ', a password of ' + DATABASE_PASSWORD.length + ' characters');
`;

const FAILS = `console.log('migrating 0007_prices');
console.error('ERROR: column "price" contains null values');
process.exit(4);
`;

/** Builds both services, the api with its tasks. @returns the `images` input */
export async function buildDatabaseShop(
  org: Organisation,
  version: string,
  migration: 'good' | 'fails' = 'good',
): Promise<string> {
  const web = await buildService(org, 'web', version);
  const folder = mkdtempSync(join(org.folder, 'api-'));
  cpSync(join(REPOSITORY_ROOT, 'examples/shop/images/api'), folder, { recursive: true });
  writeFileSync(join(folder, 'version.txt'), `${version}\n`);
  const migrate = TELLS.replace('TASK', `migrated ${version}:`);
  writeFileSync(join(folder, 'migrate.js'), migration === 'good' ? migrate : FAILS);
  writeFileSync(join(folder, 'seed.js'), TELLS.replace('TASK', `seeded ${version}:`));
  const { ref } = await org.cloud.pushImage(folder, 'macro-infra');
  return `web=${web}\napi=${ref}`;
}
