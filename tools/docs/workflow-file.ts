import { isMap, isPair, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';
import { UserError } from '../../action-shared/errors.ts';

const described = z.object({ description: z.string().min(1) });
const input = described.extend({
  type: z.enum(['string', 'number', 'boolean', 'choice']),
  required: z.boolean().default(false),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});
const callSchema = z.object({
  inputs: z.record(z.string(), input).default({}),
  secrets: z.record(z.string(), described.extend({ required: z.boolean() })).default({}),
  outputs: z.record(z.string(), described).default({}),
});
const jobSchema = z.object({
  name: z.string(),
  needs: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  uses: z.string().optional(),
  'timeout-minutes': z.number().optional(),
  environment: z.string().optional(),
});
const fileSchema = z.object({
  name: z.string(),
  on: z.object({ workflow_call: callSchema, workflow_dispatch: z.unknown().optional() }),
  jobs: z.record(z.string(), jobSchema),
});

/** One permission of a job, with the reason that stands beside it. */
export interface Permission {
  readonly scope: string;
  readonly reason: string;
}

export interface WorkflowJob {
  readonly key: string;
  readonly name: string;
  readonly needs: readonly string[];
  /** Reference of the workflow that the job calls; null for a job with steps. */
  readonly uses: string | null;
  readonly minutes: number | null;
  readonly environment: string | null;
  readonly permissions: readonly Permission[];
}

/** What is documented of a reusable workflow. */
export interface WorkflowFile {
  /** `preview.yml`. */
  readonly file: string;
  /** The comment at its top: what it is for. */
  readonly about: string;
  readonly call: z.infer<typeof callSchema>;
  readonly dispatchable: boolean;
  readonly jobs: readonly WorkflowJob[];
}

/**
 * Reads a workflow file; null when it is not made to be called.
 *
 * @throws UserError when something that is published has no description, or a permission no reason
 */
export function parseWorkflowFile(text: string, file: string): WorkflowFile | null {
  const document = parseDocument(text);
  if (!document.hasIn(['on', 'workflow_call'])) return null;
  const parsed = fileSchema.safeParse(document.toJS());
  if (!parsed.success) throw new UserError(`${file}: ${z.prettifyError(parsed.error)}`);
  const { on, jobs } = parsed.data;
  return {
    file,
    about: aboutOf(text, file),
    call: on.workflow_call,
    dispatchable: 'workflow_dispatch' in on,
    jobs: Object.entries(jobs).map(([key, job]) => ({
      key,
      name: job.name,
      needs: job.needs,
      uses: job.uses ?? null,
      minutes: job['timeout-minutes'] ?? null,
      environment: job.environment ?? null,
      permissions: permissionsOf(document, key, file),
    })),
  };
}

function aboutOf(text: string, file: string): string {
  const comment = /^(?:#.*\n)+/.exec(text.trimStart())?.[0] ?? '';
  if (comment === '') throw new UserError(`${file}: no comment at its top says what it is for.`);
  return comment.replaceAll(/^# ?/gm, '').trim().replaceAll('\n', ' ');
}

function permissionsOf(document: Document, job: string, file: string): readonly Permission[] {
  const map: unknown = document.getIn(['jobs', job, 'permissions']);
  if (!isMap(map)) return [];
  return map.items.filter(isPair).map(({ key, value }) => {
    const scope = `${isScalar(key) ? String(key.value) : ''}: ${isScalar(value) ? String(value.value) : ''}`;
    const reason = isScalar(value) ? (value.comment ?? '').trim() : '';
    if (reason === '') throw new UserError(`${file}: job ${job}: no reason beside \`${scope}\`.`);
    return { scope, reason };
  });
}
