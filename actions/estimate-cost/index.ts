import { costTable } from '../../action-shared/comment/cost-table.ts';
import { readStackDocument } from '../../action-shared/engine/state-reader.ts';
import { openStateStore } from '../../action-shared/engine/state-store.ts';
import { UserError } from '../../action-shared/errors.ts';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { textOrNull } from '../../action-shared/runner/text-file.ts';
import { parseInputs } from './inputs.ts';
import { publish } from './outputs.ts';
import { run } from './run.ts';

const runner = githubRunner();

async function main(): Promise<void> {
  const inputs = parseInputs((name) => runner.input(name), process.env);
  const { backendUrl } = inputs;
  const env = { ...process.env, AWS_REGION: inputs.region };
  const store = backendUrl === null ? null : await openStateStore(backendUrl, env);
  const report = await run(inputs, {
    readFile: textOrNull,
    stackDocument: async (stack) => {
      if (store !== null) return readStackDocument(store, stack);
      throw new UserError(
        'backend-url: Pulumi Cloud shows no state files. Give `plan: <file>` with the output of `pulumi stack export`.',
      );
    },
  });
  publish(report, runner, inputs.previews);
  await runner.summary(costTable(report));
}

main().catch((error: unknown) => runner.fail(error));
