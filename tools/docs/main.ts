import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import { parseActionFile, renderTables, replaceBetween } from './action-tables.ts';
import { componentsPage } from './components/components-page.ts';
import { readComponents } from './components/read-components.ts';
import { environmentValuesPage } from './environment-values.ts';
import { conceptPictures } from './graph/concept-pictures.ts';
import { trustPolicyPages } from './trust-policies.ts';
import { workflowPage } from './workflow-pages.ts';

/**
 * Writes what is generated in the documentation: the tables of inputs and outputs in every action's
 * README, docs/workflows.md, docs/components.md, docs/environment-values.md, the pictures of
 * docs/concepts.md, and the trust policies in docs/policies. `--check` changes nothing and fails when stale.
 */
interface Page {
  readonly file: string;
  readonly content: string;
}

async function actionPages(): Promise<Page[]> {
  const folder = join(REPOSITORY_ROOT, 'actions');
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'action.yml')));
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, name, 'README.md');
      const action = parseActionFile(readFileSync(join(folder, name, 'action.yml'), 'utf8'), name);
      const tables = renderTables(action);
      const withInputs = replaceBetween(readFileSync(file, 'utf8'), 'inputs', tables.inputs, file);
      const content = replaceBetween(withInputs, 'outputs', tables.outputs, file);
      return { file, content: await format(content, { parser: 'markdown', printWidth: 100 }) };
    }),
  );
}

async function componentPage(): Promise<Page> {
  const components = readComponents(join(REPOSITORY_ROOT, 'programs/components'), REPOSITORY_ROOT);
  const file = join(REPOSITORY_ROOT, 'docs/components.md');
  const text = componentsPage(components);
  return { file, content: await format(text, { parser: 'markdown', printWidth: 100 }) };
}

async function valuesPage(): Promise<Page> {
  const text = environmentValuesPage(REPOSITORY_ROOT);
  const file = join(REPOSITORY_ROOT, 'docs/environment-values.md');
  return { file, content: await format(text, { parser: 'markdown', printWidth: 100 }) };
}

async function conceptPages(): Promise<Page[]> {
  const pages = await conceptPictures(REPOSITORY_ROOT);
  const formatted = pages.map(async ({ file, content }) =>
    file.endsWith('.md')
      ? { file, content: await format(content, { parser: 'markdown', printWidth: 100 }) }
      : { file, content },
  );
  return Promise.all(formatted);
}

const check = process.argv.includes('--check');
const pages = [
  ...(await actionPages()),
  await workflowPage(REPOSITORY_ROOT),
  await componentPage(),
  await valuesPage(),
  ...(await conceptPages()),
  ...(await trustPolicyPages(REPOSITORY_ROOT)),
];
const stale = pages.filter(
  (page) => !existsSync(page.file) || readFileSync(page.file, 'utf8') !== page.content,
);
for (const page of stale) {
  if (!check) writeFileSync(page.file, page.content);
  process.stdout.write(`${check ? 'stale' : 'written'}: ${page.file}\n`);
}
if (check && stale.length > 0) {
  process.stdout.write('Run `npm run docs` and commit the result.\n');
  process.exitCode = 1;
}
