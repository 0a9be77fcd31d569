import { isExpected } from '../../action-shared/health/expectations.ts';
import { httpProbe } from '../../action-shared/health/http-probe.ts';
import { presentable } from '../../action-shared/health/presentable.ts';
import { systemClock } from '../../action-shared/runner/clock.ts';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { parseInputs } from './inputs.ts';
import { secretsInHeader } from './header-secrets.ts';
import { run } from './run.ts';

const runner = githubRunner();

async function main(): Promise<void> {
  const inputs = parseInputs((name) => runner.input(name));
  for (const value of Object.values(inputs.headers)) {
    for (const secret of secretsInHeader(value)) runner.setSecret(secret);
  }
  // A redirect that is itself expected is not followed.
  const followRedirect = (status: number): boolean => !isExpected(status, inputs.expected.status);
  const deps = {
    probe: presentable(httpProbe({ ...inputs, followRedirect }), {
      expected: inputs.expected,
      mask: () => Promise.resolve((text: string) => runner.masker.mask(text)),
      onWithheld: (why) => runner.warning(why),
    }),
    clock: systemClock,
    signal: runner.cancelled,
    random: Math.random,
    log: (line: string) => runner.info(line),
  };
  await run(inputs, deps, runner);
}

main().catch((error: unknown) => runner.fail(error));
