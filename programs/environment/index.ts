import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { fromCommandLine } from '../from-command-line.ts';
import type { PermanentEnvironment } from './config.ts';
import { dopplerValues } from './doppler.ts';
import { readAppFile } from './from-files.ts';
import { parseEnvironment } from './parse.ts';
import { storedReferences } from './plan.ts';
import { environmentProgram } from './program.ts';
import { environmentOf, neighboursIn } from './stack-files.ts';

/** Entry of `pulumi up` in this folder: values of the stack's configuration, services of the app's file. */
export default await fromCommandLine(async () => {
  const stack = pulumi.getStack();
  const settings = new pulumi.Config();
  const app = readAppFile(join(import.meta.dirname, settings.require('appFile')));
  const file = `Pulumi.${stack}.yaml`;
  const bases = join(import.meta.dirname, '../base');
  const config = parseEnvironment(settings.getObject('values') ?? {}, {
    environment: environmentOf(stack),
    app,
    file,
    neighbours: neighboursIn(import.meta.dirname, file, app.app, bases),
  });
  return environmentProgram(config, await outsideValues(config, settings));
});

/**
 * Values of `doppler:NAME` references: what the secret configuration `secretValues` gives by name (from
 * Pulumi ESC, or `pulumi config set --secret --path`), the rest from Doppler itself.
 */
async function outsideValues(config: PermanentEnvironment, settings: pulumi.Config) {
  const given = z.record(z.string(), z.string()).parse(settings.getObject('secretValues') ?? {});
  const byReference = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [`doppler:${name}`, value]),
  );
  const rest = storedReferences(config).filter((one) => byReference[one] === undefined);
  const token = process.env['DOPPLER_TOKEN'] ?? settings.get('dopplerToken') ?? null;
  return { ...byReference, ...(await dopplerValues(rest, token, fetch)) };
}
