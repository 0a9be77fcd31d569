import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseBaseConfig } from '../../action-shared/config/base.ts';
import { baseProgram } from './program.ts';

/** Entry of `pulumi up` in this folder: the values of `<stack>.yaml`, overridden by the stack's configuration. */
const stack = pulumi.getStack();
const file = `${stack}.yaml`;
const values = z.record(z.string(), z.unknown());
const fromFile = values.parse(parse(readFileSync(new URL(file, import.meta.url), 'utf8')));
const overrides = values.parse(new pulumi.Config().getObject('values') ?? {});

export default baseProgram(parseBaseConfig({ name: stack, ...fromFile, ...overrides }, file));
