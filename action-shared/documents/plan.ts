import { z } from 'zod';

/**
 * The plan: everything about one preview that is decided before anything is created. The actions
 * resolve it (pure), the `preview` program builds exactly it, the report says what came of it. It
 * holds no secret values, only references to them, so it may be printed and kept in the state.
 */
export const PLAN_CONTRACT = 1;

const healthCheck = z.object({
  path: z.string(),
  /** HTTP codes that count as healthy, as the load balancer writes them: `200-399`. */
  matcher: z.string(),
  intervalSeconds: z.number(),
  timeoutSeconds: z.number(),
  healthyThreshold: z.number(),
  unhealthyThreshold: z.number(),
  /** Seconds after start in which failing checks do not count. */
  graceSeconds: z.number(),
});

const serviceNames = z.object({
  service: z.string(),
  family: z.string(),
  targetGroup: z.string(),
  logGroup: z.string(),
  securityGroup: z.string(),
  executionRole: z.string(),
  taskRole: z.string(),
});

const servicePlan = z.object({
  name: z.string(),
  primary: z.boolean(),
  /** Always by digest: `repository@sha256:...`. */
  image: z.string(),
  command: z.array(z.string()).nullable(),
  port: z.number(),
  cpu: z.number(),
  /** MiB. */
  memory: z.number(),
  count: z.number(),
  /** Null when the base has no domain: the rule then matches by path prefix only. */
  host: z.string().nullable(),
  url: z.string(),
  paths: z.array(z.string()),
  /** Listener-rule priority, 1000..49999. */
  priority: z.number(),
  health: healthCheck,
  deregistrationSeconds: z.number(),
  minimumHealthyPercent: z.number(),
  maximumPercent: z.number(),
  environment: z.record(z.string(), z.string()),
  /** Name of the variable -> ECS `valueFrom`, version included where the store has versions. */
  secrets: z.record(z.string(), z.string()),
  capacityProvider: z.enum(['FARGATE', 'FARGATE_SPOT']),
  logRetentionDays: z.number(),
  names: serviceNames,
});

const taskPlan = z.object({
  name: z.enum(['migrate', 'seed']),
  /** Service whose image, sizes, variables and secrets it has. */
  service: z.string(),
  command: z.array(z.string()),
  names: z.object({
    family: z.string(),
    logGroup: z.string(),
    executionRole: z.string(),
    taskRole: z.string(),
  }),
});

const databasePlan = z.object({
  /** `shop_pr_42` */
  name: z.string(),
  role: z.string(),
  secretName: z.string(),
  /** In this order, before the services. */
  tasks: z.array(taskPlan),
  /** Function that runs the tasks, and its role. */
  runner: z.object({ functionName: z.string(), roleName: z.string() }),
});

export const previewPlanSchema = z.object({
  contract: z.literal(PLAN_CONTRACT),
  kind: z.literal('preview'),
  app: z.string(),
  number: z.number(),
  /** Environment suffix of every name: `pr-42`. */
  environment: z.string(),
  /** Pulumi stack: `shop-pr-42`. */
  stack: z.string(),
  /** `owner/name` of the application's repository. */
  repository: z.string(),
  sha: z.string(),
  region: z.string(),
  base: z.object({
    name: z.string(),
    /** For `StackReference`: `organization/macro-infra-base/dev`. */
    stackReference: z.string(),
    fingerprint: z.string(),
  }),
  /** Index into the base's `loadBalancers`, and the ARN it had when the plan was made. */
  loadBalancer: z.object({ index: z.number(), arn: z.string() }),
  domain: z.string().nullable(),
  /** URL of the primary service. */
  url: z.string(),
  cluster: z.string(),
  services: z.array(servicePlan).min(1),
  /** Null: the app has none. Plans of before do not tell. */
  database: databasePlan.nullable().optional(),
  tags: z.record(z.string(), z.string()),
  /** ISO 8601, UTC; null when the preview does not expire. */
  expiresAt: z.string().nullable(),
  /** Why each decision that could have gone otherwise went this way: key -> sentence. */
  why: z.record(z.string(), z.string()),
});

export type PreviewPlan = z.infer<typeof previewPlanSchema>;
export type DatabasePlan = z.infer<typeof databasePlan>;
export type ServicePlan = z.infer<typeof servicePlan>;
export type HealthCheckPlan = z.infer<typeof healthCheck>;
export type ServiceNames = z.infer<typeof serviceNames>;
