import type { PreviewReport, PreviewState } from '../documents/report.ts';
import { code, inline, link, prose, shortAddress } from './escape.ts';

const STATES: Readonly<Record<PreviewState, { readonly sign: string; readonly words: string }>> = {
  waiting: { sign: '✋', words: 'Waiting for approval' },
  building: { sign: '🔨', words: 'Building' },
  deploying: { sign: '🚀', words: 'Deploying' },
  ready: { sign: '✅', words: 'Ready' },
  failed: { sign: '❌', words: 'Failed' },
  asleep: { sign: '💤', words: 'Asleep' },
  destroying: { sign: '🧹', words: 'Removing' },
  destroyed: { sign: '🗑️', words: 'Removed' },
  leftovers: { sign: '⚠️', words: 'Removed, but not everything' },
  skipped: { sign: '⏭️', words: 'Skipped' },
};

/** States in which the address answers, or will. */
const ADDRESSED: readonly PreviewState[] = ['deploying', 'ready', 'failed', 'asleep'];

/**
 * State and address in one line, then the reason, then commit and links in another: always in the
 * same place, so that a reader finds them without reading.
 */
export function headline(report: PreviewReport): string {
  const { sign, words } = STATES[report.state];
  const address = ADDRESSED.includes(report.state) ? report.url : null;
  const where =
    address === null
      ? `preview of ${inline(report.app)}`
      : `**${link(shortAddress(address), address)}**`;
  return [`### ${sign} ${words}: ${where}`, prose(report.reason, 1000), origins(report)].join(
    '\n\n',
  );
}

/** Commit, run, log and deployment. */
function origins({ app, sha, environment, links }: PreviewReport): string {
  const parts = [
    `${inline(app)} ${inline(environment)}`,
    `commit ${code(shortSha(sha))}`,
    ...(links.run === null
      ? []
      : [link(links.logs === links.run ? 'run and logs' : 'run', links.run)]),
    ...(links.logs === null || links.logs === links.run ? [] : [link('logs', links.logs)]),
    ...(links.deployment === null ? [] : [link('deployment', links.deployment)]),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** Seven digits of a commit, as GitHub shows it. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}
