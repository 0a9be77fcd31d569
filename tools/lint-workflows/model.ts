import { z } from 'zod';
import type { Source } from './source.ts';

/** Something to put right in a workflow or action file. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

const withValues = z.record(z.string(), z.unknown()).default({});
const permissions = z.union([z.string(), z.record(z.string(), z.string())]);

const stepSchema = z.object({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: withValues,
});

const concurrencySchema = z.object({
  group: z.string(),
  'cancel-in-progress': z.unknown().optional(),
  queue: z.unknown().optional(),
});

const jobSchema = z.object({
  uses: z.string().optional(),
  with: withValues,
  secrets: z.union([z.literal('inherit'), z.record(z.string(), z.unknown())]).default({}),
  permissions: permissions.optional(),
  steps: z.array(stepSchema).optional(),
  outputs: z.record(z.string(), z.unknown()).default({}),
  'timeout-minutes': z.unknown().optional(),
  concurrency: z.union([z.string(), concurrencySchema]).optional(),
});

const parameter = z
  .object({ required: z.boolean().default(false), default: z.unknown().optional() })
  .nullable();
const parameters = z.record(z.string(), parameter).default({});

const callSchema = z.object({
  inputs: parameters,
  secrets: parameters,
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const workflowSchema = z.object({
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  permissions: permissions.optional(),
  jobs: z.record(z.string(), jobSchema),
});

const actionSchema = z.object({
  inputs: parameters,
  outputs: z.record(z.string(), z.unknown()).default({}),
  runs: z.object({ using: z.string(), steps: z.array(stepSchema).optional() }),
});

export type Step = z.infer<typeof stepSchema>;
export type Job = z.infer<typeof jobSchema>;

/** What a caller of a workflow or action has to keep to. */
export interface Contract {
  readonly inputs: Readonly<Record<string, z.infer<typeof parameter>>>;
  readonly secrets: Readonly<Record<string, z.infer<typeof parameter>>>;
  readonly outputs: readonly string[];
}

export interface WorkflowFile {
  readonly kind: 'workflow';
  readonly source: Source;
  /** Names of the events that start it. */
  readonly events: readonly string[];
  readonly permissions: z.infer<typeof permissions> | undefined;
  readonly jobs: Readonly<Record<string, Job>>;
  /** Null when no other workflow may call it. */
  readonly contract: Contract | null;
}

export interface ActionFile {
  readonly kind: 'action';
  readonly source: Source;
  readonly steps: readonly Step[];
  readonly contract: Contract;
}

export type LintedFile = WorkflowFile | ActionFile;

/** @throws Error naming file and place when the file is neither a workflow nor an action. */
export function understand(source: Source): LintedFile {
  return /(^|\/)action\.ya?ml$/.test(source.path) ? action(source) : workflow(source);
}

function action(source: Source): ActionFile {
  const { inputs, outputs, runs } = parsed(actionSchema, source);
  const contract = { inputs, secrets: {}, outputs: Object.keys(outputs) };
  return { kind: 'action', source, steps: runs.steps ?? [], contract };
}

function workflow(source: Source): WorkflowFile {
  const { on, permissions, jobs } = parsed(workflowSchema, source);
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on);
  const isCallable = events.includes('workflow_call');
  const call = typeof on === 'object' && !Array.isArray(on) ? (on['workflow_call'] ?? {}) : {};
  const contract = isCallable ? contractOf(source, call) : null;
  return { kind: 'workflow', source, events, permissions, jobs, contract };
}

function contractOf(source: Source, call: unknown): Contract {
  const { inputs, secrets, outputs } = parsed(callSchema, { ...source, content: call });
  return { inputs, secrets, outputs: Object.keys(outputs) };
}

function parsed<T>(schema: z.ZodType<T>, { path, content, lineOf }: Source): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = (issue?.path ?? []).map((key) => (typeof key === 'symbol' ? String(key) : key));
  throw new Error(
    `${path}:${lineOf(place)}: ${place.join('.')}: ${issue?.message ?? 'not understood'}`,
  );
}
