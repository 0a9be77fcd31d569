import { z } from 'zod';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { PreviewReport } from '../../action-shared/documents/report.ts';
import type { GitHub } from '../../action-shared/github/client.ts';
import { createDeployment } from '../../action-shared/github/deployments.ts';
import { setDeploymentStatus } from '../../action-shared/github/deployment-statuses.ts';
import { servingDeployment } from '../../action-shared/github/serving-deployment.ts';
import { maskedTexts } from '../../action-shared/runner/masking.ts';
import { deploymentStatus } from '../../action-shared/session/deployment-status.ts';
import type { DeploymentRecord, DeploymentsPort } from './ports.ts';

/** What a deployment's payload keeps: enough to know later what was proven to serve. */
const payloadSchema = z.object({ images: z.record(z.string(), z.string()) });

/**
 * GitHub Deployments of a preview. Statuses tell the truth at any time: at most one deployment of an
 * environment is `success`, and none stays `in_progress` behind a later one.
 */
export function previewDeployments(
  gh: GitHub,
  options: {
    readonly serverUrl: string;
    readonly logUrl: string;
    readonly mask: (text: string) => string;
  },
): DeploymentsPort {
  /** Those that a newer success makes inactive; known since `serving` looked. */
  let older: readonly number[] = [];
  return {
    async serving(environment) {
      const { serving, open } = await servingDeployment(gh, environment);
      older = serving === null ? open : [...open, serving.id];
      return serving === null ? null : recordOf(serving);
    },
    async start(environment, plan) {
      const deployment = await createDeployment(gh, {
        environment,
        ref: plan.sha,
        description: `Preview of pull request #${plan.number}`,
        payload: payloadOf(plan),
      });
      const { logUrl } = options;
      await setDeploymentStatus(gh, deployment.id, {
        state: 'queued',
        description: 'Queued',
        logUrl,
      });
      const description = `Deploying ${plan.sha.slice(0, 7)}`;
      await setDeploymentStatus(gh, deployment.id, { state: 'in_progress', description, logUrl });
      const page = `${options.serverUrl}/${gh.repository}/deployments/${encodeURIComponent(environment)}`;
      return { id: deployment.id, url: page };
    },
    finish: (id: number, report: PreviewReport) =>
      setDeploymentStatus(gh, id, deploymentStatus(maskedTexts(report, options.mask))),
    async deactivate(_environment, except) {
      const stale = older.filter((id) => id !== except);
      for (const id of stale) {
        await setDeploymentStatus(gh, id, {
          state: 'inactive',
          description: 'A newer deployment serves.',
        });
      }
      return stale.length;
    },
  };
}

function payloadOf(plan: PreviewPlan): Record<string, unknown> {
  return {
    pr: plan.number,
    app: plan.app,
    images: Object.fromEntries(plan.services.map((one) => [one.name, one.image])),
    urls: Object.fromEntries(plan.services.map((one) => [one.name, one.url])),
  };
}

function recordOf(serving: { id: number; sha: string; payload: unknown }): DeploymentRecord {
  const parsed = payloadSchema.safeParse(serving.payload);
  return { id: serving.id, sha: serving.sha, images: parsed.success ? parsed.data.images : {} };
}
