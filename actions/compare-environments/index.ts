import { writeFileSync } from 'node:fs';
import { readStackDocument } from '../../action-shared/engine/state-reader.ts';
import { openStateStore } from '../../action-shared/engine/state-store.ts';
import { UserError } from '../../action-shared/errors.ts';
import { parityMarkdown, verdict } from '../../action-shared/parity/markdown.ts';
import { systemClock } from '../../action-shared/runner/clock.ts';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { textOrNull } from '../../action-shared/runner/text-file.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

const runner = githubRunner();

async function main(): Promise<void> {
  const inputs = parseInputs((name) => runner.input(name), process.env);
  const { backendUrl } = inputs;
  const store = backendUrl === null ? null : await openStateStore(backendUrl, process.env);
  const report = await run(inputs, {
    readFile: textOrNull,
    writeFile: writeFileSync,
    now: () => systemClock.now(),
    stackDocument: async (stack) => {
      if (store !== null) return readStackDocument(store, stack);
      throw new UserError('backend-url: Pulumi Cloud shows no state files; give `graphs` instead.');
    },
  });
  runner.setOutput('parity', report.parity);
  runner.setOutput('broken', report.counts.broken);
  runner.setOutput('report', JSON.stringify(report));
  await runner.summary(parityMarkdown(report));
  for (const { resource, path, why } of report.staleWaivers)
    runner.warning(`The waiver of ${resource} ${path} may go: ${why}.`);
  runner.info(verdict(report));
  if (report.parity || !inputs.failOnBroken) return;
  throw new UserError(
    `${verdict(report)}.\nRepair it, or waive it with a reason in \`parity.waivers\` of ${inputs.configFile}. The summary lists each place.`,
  );
}

main().catch((error: unknown) => runner.fail(error));
