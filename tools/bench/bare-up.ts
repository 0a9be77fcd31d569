import { readFileSync } from 'node:fs';
import { LocalWorkspace } from '@pulumi/pulumi/automation/localWorkspace.js';
import { z } from 'zod';
import { parsePreviewPlan } from '../../programs/preview/plan.ts';
import { previewProgram } from '../../programs/preview/program.ts';

/**
 * `node bare-up.ts REQUEST`: a bare `up` of a preview's stack, as Pulumi's own documentation writes an
 * inline program. What the bench compares deploy-preview with; prints the counts of changes.
 */
const requestSchema = z.object({
  project: z.string(),
  stack: z.string(),
  plan: z.unknown(),
});

async function main(file: string): Promise<void> {
  const request = requestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const plan = parsePreviewPlan(request.plan);
  const stack = await LocalWorkspace.createOrSelectStack({
    projectName: request.project,
    stackName: request.stack,
    program: () => Promise.resolve(previewProgram(plan)),
  });
  const result = await stack.up({ color: 'never' });
  process.stdout.write(`${JSON.stringify(result.summary.resourceChanges ?? {})}\n`);
  process.exit(0); // gRPC servers keep handles open
}

await main(process.argv[2] ?? '');
