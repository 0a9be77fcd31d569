import { PLAN_SECTION } from '../../action-shared/comment/plan-section.ts';
import { statusOf } from '../../action-shared/github/api-error.ts';
import { servingDeployment } from '../../action-shared/github/serving-deployment.ts';
import { planChanges } from '../../action-shared/preview/plan-changes.ts';
import { planSources } from '../../action-shared/preview/plan-sources.ts';
import { previewWorld } from '../../action-shared/preview/preview-world.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import { showSection } from '../../action-shared/session/comment-section.ts';
import type { Connection } from '../../action-shared/session/connect.ts';
import type { PlanPreviewInputs } from './inputs.ts';
import type { PlanDeps } from './run.ts';

/** The real world of a plan. */
export function realDeps(
  inputs: PlanPreviewInputs,
  runner: Runner,
  connection: Connection,
): PlanDeps {
  const { gh } = connection;
  const world = previewWorld(inputs, runner, connection);
  const mask = (text: string): string => runner.masker.mask(text);
  return {
    ...world,
    ...planSources(inputs, connection, world),
    changes: (plan) => planChanges(plan, connection, (line) => world.log(line)),
    async serving(environment) {
      try {
        return (await servingDeployment(gh, environment)).serving?.sha ?? null;
      } catch (error) {
        if (statusOf(error) === null) throw error;
        return undefined;
      }
    },
    async showPlan(app, text) {
      if (!inputs.comment) return;
      const place = { app, number: inputs.number, section: PLAN_SECTION };
      await showSection(place, text, { gh, mask, warn: (line) => world.warn(line) });
    },
  };
}
