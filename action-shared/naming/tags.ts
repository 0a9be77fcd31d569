import { TAG_VALUE_MAX } from './limits.ts';

/** Tag that marks everything macro-infra made. */
export const MANAGED_BY = 'macro-infra';
/** Tag with the Pulumi stack a resource belongs to; clean-up looks for it. */
export const STACK_TAG = 'macro-infra:stack';

export interface TagValues {
  /** Pulumi project: `macro-infra-preview`. */
  readonly project: string;
  readonly app: string;
  /** Environment suffix: `pr-42`, `dev`, `staging`. */
  readonly environment: string;
  readonly deploymentType: 'base' | 'preview' | 'dev' | 'staging' | 'production';
  /** @default `Development` for base, previews and dev, else the environment's name */
  readonly costCenter?: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Pulumi stack: `shop-pr-42`. */
  readonly stack: string;
  readonly preview?: { readonly number: number; readonly expiresAt: string | null };
}

/**
 * The tags of every resource, values cut to what AWS takes.
 */
export function resourceTags(values: TagValues): Record<string, string> {
  const tags: Record<string, string> = {
    Project: values.project,
    App: values.app,
    Environment: values.environment,
    DeploymentType: values.deploymentType,
    CostCenter: values.costCenter ?? defaultCostCenter(values),
    ManagedBy: MANAGED_BY,
    Repository: values.repository,
    [STACK_TAG]: values.stack,
    ...previewTags(values),
  };
  return Object.fromEntries(Object.entries(tags).map(([key, text]) => [key, tagValue(text)]));
}

function defaultCostCenter(values: TagValues): string {
  const shared: readonly string[] = ['base', 'preview', 'dev'];
  return shared.includes(values.deploymentType) ? 'Development' : values.environment;
}

function previewTags(values: TagValues): Record<string, string> {
  if (values.preview === undefined) return {};
  const { number, expiresAt } = values.preview;
  const expiry: Record<string, string> = expiresAt === null ? {} : { ExpiresAt: expiresAt };
  return { PullRequest: String(number), AutoShutdown: 'true', ...expiry };
}

/** AWS takes letters, digits, spaces and `_ . : / = + - @` in a tag's value. */
function tagValue(text: string): string {
  return text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_').slice(0, TAG_VALUE_MAX);
}
