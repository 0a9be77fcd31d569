import { code, inline, prose } from '../../action-shared/comment/escape.ts';
import type { Result } from './result.ts';

const WORDS = { deploy: '✅ Deploy', ask: '✋ Ask', skip: '⏭️ Skip' } as const;

/** The decision for the job's summary: the only place that a fork's run can write to. */
export function summaryOf({ decision, reason, number, sha, approvedBy }: Result): string {
  const about = [
    ...(number === null ? [] : [`pull request ${number}`]),
    ...(sha === null ? [] : [`commit ${code(sha.slice(0, 7))}`]),
    ...(approvedBy === null ? [] : [`approved by ${inline(approvedBy)}`]),
  ];
  return `### ${WORDS[decision]}\n\n${prose(reason, 1000)}\n\n<sub>${about.join(' · ')}</sub>\n`;
}
