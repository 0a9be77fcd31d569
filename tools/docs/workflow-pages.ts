import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parseWorkflowFile } from './workflow-file.ts';
import { renderWorkflowPage } from './workflow-page.ts';
import type { Caller } from './workflow-page.ts';

/** Order of the page: what an application needs first. */
const ORDER = ['preview', 'cleanup-preview', 'sweep-previews', 'build-images', 'deploy'];

const INTRODUCTION = `# Workflows

<!-- Written by \`node tools/docs/main.ts\` from .github/workflows; do not edit. -->

A repository calls these with a few lines; each line below is from the files themselves. \`org\` stands for the
organisation that owns the copy of macro-infra, and \`v1\` for the release that was chosen.

What most callers leave out comes from variables of the organisation or the repository: \`PREVIEW_ROLE\`, \`CLEANUP_ROLE\`,
\`IMAGES_ROLE\`, \`BASE_ROLE\`, \`AWS_REGION\`, \`PULUMI_BACKEND_URL\`, \`SECRETS_PROVIDER\`, \`IMAGE_REPOSITORY\`
([quickstart.md](quickstart.md) sets them). Who is let in, and why: [security.md](security.md). A caller must grant what the
called jobs ask for, or GitHub refuses to start the run: its \`permissions\` are the union of theirs.

Deployment and clean-up of one pull request share one concurrency group, \`macro-infra-<repository>-<app>-pr-<number>\`, in
order and without cancelling anything (\`queue: max\`). The gate is in no group: what nobody approves blocks nothing.
`;

/** `docs/workflows.md`: where it is, and what should be in it. */
export async function workflowPage(root: string): Promise<{ file: string; content: string }> {
  const folder = join(root, '.github/workflows');
  const workflows = readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => parseWorkflowFile(readFileSync(join(folder, name), 'utf8'), name))
    .filter((one) => one !== null)
    .sort((one, other) => rank(one.file) - rank(other.file));
  const callers = allCallers(root);
  const page = renderWorkflowPage(INTRODUCTION, workflows, (file) =>
    callers.filter(({ text }) => text.includes(`/.github/workflows/${file}@`)),
  );
  const file = join(root, 'docs/workflows.md');
  const style = await resolveConfig(file);
  return { file, content: await format(page, { ...style, parser: 'markdown' }) };
}

function rank(file: string): number {
  const place = ORDER.indexOf(file.replace('.yml', ''));
  return place < 0 ? ORDER.length : place;
}

/** The workflows of the example repositories, by path. */
function allCallers(root: string): readonly Caller[] {
  return readdirSync(join(root, 'examples'))
    .map((name) => `examples/${name}/.github/workflows`)
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .map((path) => path.replace('.yml', ''))
    .sort()
    .map((path) => `${path}.yml`)
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
