import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { appFileJsonSchema } from '../action-shared/config/json-schema.ts';
import { REPOSITORY_ROOT } from './setup/locations.ts';

/**
 * Writes schemas/macro-infra.schema.json from the schema that the actions themselves use. `--check`
 * changes nothing and fails when the file is stale.
 */
const file = join(REPOSITORY_ROOT, 'schemas', 'macro-infra.schema.json');
const content = await format(JSON.stringify(appFileJsonSchema()), {
  parser: 'json',
  printWidth: 100,
});

if (!process.argv.includes('--check')) {
  writeFileSync(file, content);
} else if (readFileSync(file, 'utf8') !== content) {
  process.stdout.write(`stale: ${file}\nRun \`node tools/schema.ts\` and commit the result.\n`);
  process.exitCode = 1;
}
