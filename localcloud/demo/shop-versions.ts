import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';

const SERVER = 'images/api/server.js';
const server = readFileSync(join(REPOSITORY_ROOT, 'examples/shop', SERVER), 'utf8');

/** Says why on its log and exits with code 3. */
const BROKEN = `console.error('reading configuration');
console.error('Error: DATABASE_HOST is not set');
process.exit(3);
`;

/** What is pushed to the example's API in the story: path to text. */
export const apiVersions = {
  better: { [SERVER]: `${server}\n// better\n` },
  broken: { [SERVER]: BROKEN },
  fixed: { [SERVER]: `${server}\n// fixed\n` },
} as const;
