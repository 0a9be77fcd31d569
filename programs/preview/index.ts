import * as pulumi from '@pulumi/pulumi';
import { fromCommandLine } from '../from-command-line.ts';
import { parsePreviewPlan } from './plan.ts';
import { previewProgram } from './program.ts';

/** Entry of `pulumi up` in this folder: `macro-infra-preview:plan` is a plan as deploy-preview prints it. */
export default fromCommandLine(() =>
  previewProgram(parsePreviewPlan(new pulumi.Config().requireObject('plan'))),
);
