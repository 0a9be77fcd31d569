import { existsSync, readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseBaseConfig } from '../../action-shared/config/base.ts';
import { UserError } from '../../action-shared/errors.ts';
import { fromCommandLine } from '../from-command-line.ts';
import { baseProgram } from './program.ts';

/** Entry of `pulumi up` in this folder: the values of `<stack>.yaml`, overridden by the stack's configuration. */
export default fromCommandLine(() => {
  const stack = pulumi.getStack();
  const file = new URL(`${stack}.yaml`, import.meta.url);
  if (!existsSync(file)) {
    throw new UserError(
      `Base ${stack} has no values: programs/base/${stack}.yaml does not exist. Copy dev.yaml, or select the stack dev.`,
    );
  }
  const values = z.record(z.string(), z.unknown());
  const fromFile = values.parse(parse(readFileSync(file, 'utf8')));
  const overrides = values.parse(new pulumi.Config().getObject('values') ?? {});
  return baseProgram(parseBaseConfig({ name: stack, ...fromFile, ...overrides }, `${stack}.yaml`));
});
