import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { z } from 'zod';
import { appFileJsonSchema } from '../action-shared/config/json-schema.ts';
import { parityReportSchema } from '../action-shared/parity/report.ts';
import { REPOSITORY_ROOT } from './setup/locations.ts';

/**
 * Writes the published JSON Schemas from the schemas that the actions themselves use. `--check`
 * changes nothing and fails when a file is stale.
 */
const SCHEMAS = {
  'macro-infra.schema.json': appFileJsonSchema(),
  'parity-report.schema.json': z.toJSONSchema(parityReportSchema, { target: 'draft-7' }),
};

for (const [name, schema] of Object.entries(SCHEMAS)) {
  const file = join(REPOSITORY_ROOT, 'schemas', name);
  const content = await format(JSON.stringify(schema), { parser: 'json', printWidth: 100 });
  if (!process.argv.includes('--check')) {
    writeFileSync(file, content);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
    process.stdout.write(`stale: ${file}\nRun \`node tools/schema.ts\` and commit the result.\n`);
    process.exitCode = 1;
  }
}
