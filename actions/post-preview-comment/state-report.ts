import { REPORT_CONTRACT } from '../../action-shared/documents/report.ts';
import type { PreviewReport, PreviewState } from '../../action-shared/documents/report.ts';
import type { Inputs } from './inputs.ts';
import { previewEnvironment, previewStack } from '../../action-shared/naming/preview-names.ts';

const REASONS: Readonly<Record<PreviewState, string>> = {
  waiting: 'A maintainer has to approve this preview.',
  building: 'The images are being built.',
  deploying: 'The preview is being deployed.',
  ready: 'The preview is ready.',
  failed: 'See the run for the reason.',
  asleep: 'The preview sleeps until somebody opens it.',
  destroying: 'The preview is being removed.',
  destroyed: 'Nothing of the preview is left.',
  leftovers: 'See the run for what is left.',
  skipped: 'This pull request gets no preview.',
};

/** A report that tells no more than a state and why. @param reason plain text; null: the usual one */
export function stateReport(
  inputs: Inputs,
  app: string,
  state: PreviewState,
  reason: string | null,
): PreviewReport {
  const cleanup = state === 'destroying' || state === 'destroyed' || state === 'leftovers';
  return {
    contract: REPORT_CONTRACT,
    kind: cleanup ? 'cleanup' : 'deploy',
    state,
    app,
    number: inputs.number,
    repository: inputs.repository,
    environment: previewEnvironment(inputs.number),
    stack: previewStack(app, inputs.number),
    sha: inputs.sha,
    reason: reason ?? REASONS[state],
    base: '',
    url: null,
    services: [],
    changes: null,
    phases: [],
    cost: null,
    expiresAt: null,
    failure: null,
    leftovers: [],
    healed: [],
    warnings: [],
    deploymentId: null,
    links: { run: inputs.runUrl, logs: null, deployment: null },
  };
}
