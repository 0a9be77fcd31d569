import type { PreviewReport } from '../documents/report.ts';
import type { NewDeploymentStatus } from '../github/deployment-statuses.ts';

/** A report as the status of its GitHub Deployment. */
export function deploymentStatus(report: PreviewReport): NewDeploymentStatus {
  const logUrl = report.links.logs ?? '';
  const description = report.reason;
  switch (report.state) {
    case 'ready':
      return { state: 'success', description, logUrl, environmentUrl: report.url ?? '' };
    case 'failed':
      // An interruption is no verdict on the commit.
      return {
        state: report.failure?.phase === 'cancelled' ? 'error' : 'failure',
        description,
        logUrl,
      };
    case 'skipped':
    case 'destroyed':
      return { state: 'inactive', description, logUrl };
    case 'waiting':
    case 'building':
      return { state: 'queued', description, logUrl };
    case 'deploying':
    case 'destroying':
    case 'asleep':
    case 'leftovers':
      return { state: 'in_progress', description, logUrl };
  }
}
