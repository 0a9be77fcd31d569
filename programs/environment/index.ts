import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import { fromCommandLine } from '../from-command-line.ts';
import { parseEnvironment } from './parse.ts';
import { environmentProgram } from './program.ts';
import { environmentOf, neighboursIn } from './stack-files.ts';

/** Entry of `pulumi up` in this folder: values of the stack's configuration, services of the app's file. */
export default fromCommandLine(() => {
  const stack = pulumi.getStack();
  const settings = new pulumi.Config();
  const appPath = join(import.meta.dirname, settings.require('appFile'));
  const repositoryName = settings.get('app') ?? 'app';
  const app = parseAppFile(readFileSync(appPath, 'utf8'), { fileName: appPath, repositoryName });
  const file = `Pulumi.${stack}.yaml`;
  const bases = join(import.meta.dirname, '../base');
  const config = parseEnvironment(settings.getObject('values') ?? {}, {
    environment: environmentOf(stack),
    app,
    file,
    neighbours: neighboursIn(import.meta.dirname, file, app.app, bases),
  });
  return environmentProgram(config);
});
