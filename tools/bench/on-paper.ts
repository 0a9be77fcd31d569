import type { Chapter, Figure } from './figures.ts';
import { atMost, informal, shown } from './figures.ts';

/** A stretch of time on the longest chain of a deploy or a cleanup in a real account. */
interface Stretch {
  readonly what: string;
  readonly seconds: number;
  /** A value of ours, of the AWS provider's source, or an assumption. */
  readonly basis: string;
}

/** quality.md, Speed, seconds. */
const READY = 75;
const GONE = 60;

const ASKING: Stretch = {
  what: 'questions to GitHub, AWS and the state before anything is changed',
  seconds: 2,
  basis: 'assumed: some 12 in a row at 0.15 s',
};
const ENGINE: Stretch = {
  what: 'start of stack runner, engine and plugin',
  seconds: 3,
  basis: 'assumed; 2 s on a quiet local machine',
};

/** Image pushed -> URL healthy, for a first preview. What runs beside it (roles, logs, rules) is shorter. */
const FIRST: readonly Stretch[] = [
  ASKING,
  ENGINE,
  {
    what: 'cluster, then its capacity providers',
    seconds: 20,
    basis: 'the AWS provider waits 10 s before its first look at either (clusterAvailableDelay)',
  },
  { what: 'service', seconds: 1, basis: 'assumed; its steadiness is not waited for by the engine' },
  {
    what: 'Fargate: task from PROVISIONING to RUNNING',
    seconds: 25,
    basis: 'assumed, image below 100 MB; published measurements with 413 MB: 53 to 62 s',
  },
  { what: 'target group: 2 checks, 5 s apart', seconds: 10, basis: 'values of the preview' },
  { what: 'URL healthy twice, 1 s apart', seconds: 2, basis: 'defaults of the health check' },
];

/** An update makes no cluster: engine, task, checks. */
const UPDATE = FIRST.filter(({ what }) => !what.startsWith('cluster'));

const CLEANUP: readonly Stretch[] = [
  ASKING,
  ENGINE,
  {
    what: 'service: targets drain, tasks stop',
    seconds: 15,
    basis:
      'deregistration 5 s, value of the preview; the rest assumed, for an image that ends at SIGTERM',
  },
  { what: 'capacity providers, cluster', seconds: 20, basis: 'the AWS provider waits 10 s each' },
  { what: 'security groups, once the network interfaces are free', seconds: 10, basis: 'assumed' },
  { what: 'proof: look-ups per service', seconds: 3, basis: 'assumed: some 20 at 0.15 s' },
];

/** Sums from AWS's own latencies; nothing here is measured. */
export function onPaper(): Chapter {
  return {
    title: 'On paper: the same in a real account',
    note: 'Sums of the longest chain. **Nothing in this table was measured**; each part says what it rests on. In a real run the timings table of the comment shows the parts.',
    figures: [
      sum('first preview: image pushed to healthy URL', FIRST, READY),
      informal(
        'update: image pushed to healthy URL',
        `${shown(total(UPDATE))} s`,
        'the same without cluster and capacity providers',
      ),
      sum('cleanup with its proof', CLEANUP, GONE),
    ],
  };
}

function sum(name: string, parts: readonly Stretch[], limit: number): Figure {
  const how = parts.map(({ what, seconds, basis }) => `${what} ${seconds} s (${basis})`).join('; ');
  return atMost(name, total(parts), limit, ' s', how);
}

function total(parts: readonly Stretch[]): number {
  return parts.reduce((sum, { seconds }) => sum + seconds, 0);
}
