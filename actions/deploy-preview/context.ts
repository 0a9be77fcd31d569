import type { SharedBase } from '../../action-shared/cost/base-cost.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { PreviewReport } from '../../action-shared/documents/report.ts';
import type { Progress } from '../../action-shared/session/progress.ts';
import type { Subject } from '../../action-shared/preview/identify.ts';
import type { DeployInputs } from './inputs.ts';
import type { DeployDeps } from './ports.ts';
import type { Past } from './past.ts';

/** One run of the action: what it was asked, what it may use, and the report as it grows. */
export interface Run {
  readonly inputs: DeployInputs;
  readonly deps: DeployDeps;
  readonly subject: Subject;
  readonly progress: Progress;
  report: PreviewReport;
  /** What was deployed before; null until it has been read. */
  past: Past | null;
  /** What is being deployed; null until everything asked for has been checked. */
  plan: PreviewPlan | null;
  /** The base and how full it is, for what the preview costs; null until it has been read. */
  base: SharedBase | null;
}
