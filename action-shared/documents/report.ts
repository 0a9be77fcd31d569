import { z } from 'zod';

/**
 * The report: what is, after (or during) a deployment or a cleanup. Comment, job summary, outputs and
 * deployment status are four renderings of this one object. Secrets are masked before they get here.
 */
export const REPORT_CONTRACT = 1;

export const previewStates = [
  'waiting',
  'building',
  'deploying',
  'ready',
  'failed',
  'asleep',
  'destroying',
  'destroyed',
  'leftovers',
  'skipped',
] as const;
export type PreviewState = (typeof previewStates)[number];

const resourceChange = z.object({
  action: z.enum(['create', 'update', 'replace', 'delete']),
  type: z.string(),
  name: z.string(),
  /** Properties that changed, for updates and replacements. */
  properties: z.array(z.string()),
  seconds: z.number(),
});

const changes = z.object({
  create: z.number(),
  update: z.number(),
  replace: z.number(),
  delete: z.number(),
  same: z.number(),
  list: z.array(resourceChange),
});

const serviceReport = z.object({
  name: z.string(),
  primary: z.boolean(),
  url: z.string(),
  image: z.string(),
  health: z.enum(['healthy', 'unhealthy', 'unknown', 'not-checked']),
  /** The commit or digest the service itself told; null when it tells none. */
  version: z.string().nullable(),
  /** One sentence about the service's condition, for people. */
  detail: z.string(),
});

const phase = z.object({
  name: z.string(),
  seconds: z.number(),
  /** The same phase in the deployment before; null when there was none. */
  previousSeconds: z.number().nullable(),
});

const failure = z.object({
  /** Phase that failed: validate, images, up, rollout, health, destroy, verify, ... */
  phase: z.string(),
  service: z.string().nullable(),
  /** One line: what was observed, never a guess. */
  cause: z.string(),
  stoppedReason: z.string().nullable(),
  exitCode: z.number().nullable(),
  /** `Target.FailedHealthChecks` and the like, with its description. */
  targetHealth: z.string().nullable(),
  /** Last lines of the container's log, masked and free of control characters. */
  logLines: z.array(z.string()),
  /** One or two lines: what to do next. */
  remedy: z.string(),
  /** What was done about it. */
  outcome: z.enum(['rolled-back', 'destroyed', 'kept', 'unchanged', 'unfinished']),
  /** Commit that still serves; null when none does. */
  servingSha: z.string().nullable(),
});

const leftover = z.object({
  arn: z.string(),
  type: z.string(),
  /** How it was found and why it counts as left over. */
  why: z.string(),
  /** Command that removes it. */
  remove: z.string(),
});

const healing = z.object({ what: z.string(), resource: z.string(), why: z.string() });

const cost = z.object({
  currency: z.literal('USD'),
  perDay: z.number(),
  perMonth: z.number(),
  /** Resources without a known price. */
  unknown: z.array(z.string()),
  /** Date and source of the prices. */
  basis: z.string(),
  /** What the preview carries of its base; missing where the base's cost was not looked up. */
  base: z
    .object({
      name: z.string(),
      perDay: z.number(),
      sharePerDay: z.number(),
      /** Of all services on the base's load balancers, those of this preview. */
      services: z.number(),
      ofServices: z.number(),
      /** Saved against a base of its own, of what the preview would cost then. */
      savedPercent: z.number(),
      /** False when a part of the base has no known price. */
      complete: z.boolean(),
    })
    .optional(),
});

export const previewReportSchema = z.object({
  contract: z.literal(REPORT_CONTRACT),
  kind: z.enum(['deploy', 'cleanup']),
  state: z.enum(previewStates),
  app: z.string(),
  number: z.number(),
  repository: z.string(),
  environment: z.string(),
  stack: z.string(),
  base: z.string(),
  sha: z.string(),
  /** Why the state is what it is, in one sentence. */
  reason: z.string(),
  url: z.string().nullable(),
  /** Name of the preview's own database; missing where it has none. */
  database: z.string().optional(),
  services: z.array(serviceReport),
  changes: changes.nullable(),
  phases: z.array(phase),
  cost: cost.nullable(),
  expiresAt: z.string().nullable(),
  failure: failure.nullable(),
  leftovers: z.array(leftover),
  healed: z.array(healing),
  warnings: z.array(z.string()),
  links: z.object({
    run: z.string().nullable(),
    logs: z.string().nullable(),
    deployment: z.string().nullable(),
  }),
  deploymentId: z.number().nullable(),
});

export type PreviewReport = z.infer<typeof previewReportSchema>;
export type ResourceChanges = z.infer<typeof changes>;
export type ResourceChange = z.infer<typeof resourceChange>;
export type ServiceReport = z.infer<typeof serviceReport>;
export type FailureReport = z.infer<typeof failure>;
export type Leftover = z.infer<typeof leftover>;
export type Healing = z.infer<typeof healing>;
export type CostReport = z.infer<typeof cost>;
export type PhaseReport = z.infer<typeof phase>;
