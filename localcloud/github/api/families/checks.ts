import { z } from 'zod';
import { allChecks } from '../../shapes/check.ts';
import { checkRunShape } from '../../shapes/run.ts';
import { fullName, resolveCommit } from '../../state/store.ts';
import type { CheckRun } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { countedList } from '../pagination.ts';
import { ApiError, created, notFound, ok } from '../reply.ts';
import type { ApiReply } from '../reply.ts';

/** Check runs. */
export const checks: OperationFamily = {
  'checks/create': create,
  'checks/update': (call) => {
    const check = checkOf(call);
    change(check, changes.parse(call.body ?? {}), call.store.now());
    return ok(checkRunShape(call, check));
  },
  'checks/get': (call) => {
    const id = Number(call.params['check_run_id']);
    const check = allChecks(call, fullName(call.repository())).find((one) => one.id === id);
    if (check === undefined) throw notFound();
    return ok(checkRunShape(call, check));
  },
  'checks/list-for-ref': list,
};

const changes = z.object({
  name: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  started_at: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z
    .enum([
      'success',
      'failure',
      'neutral',
      'cancelled',
      'skipped',
      'timed_out',
      'action_required',
      'stale',
    ])
    .optional(),
  completed_at: z.string().optional(),
  output: z
    .object({ title: z.string().optional(), summary: z.string(), text: z.string().optional() })
    .optional(),
});
type Changes = z.infer<typeof changes>;

function create(call: ApiCall): ApiReply {
  const wanted = changes.extend({ name: z.string(), head_sha: z.string() }).parse(call.body);
  const repository = call.repository();
  const commit = resolveCommit(repository, wanted.head_sha);
  if (commit === undefined) {
    throw new ApiError(422, `No commit found for SHA: ${wanted.head_sha}`);
  }
  const now = call.store.now();
  const check: CheckRun = {
    id: call.store.id(),
    repo: fullName(repository),
    name: wanted.name,
    headSha: commit.sha,
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: now,
    completedAt: null,
    output: { title: null, summary: null, text: null },
  };
  change(check, wanted, now);
  call.store.state.checkRuns.push(check);
  const shape = checkRunShape(call, check);
  return created(shape, String(shape['url']));
}

/** A conclusion completes the run, whatever status was sent. */
function change(check: CheckRun, wanted: Changes, now: string): void {
  check.name = wanted.name ?? check.name;
  check.externalId = wanted.external_id ?? check.externalId;
  check.detailsUrl = wanted.details_url ?? check.detailsUrl;
  check.startedAt = wanted.started_at ?? check.startedAt;
  check.status = wanted.conclusion === undefined ? (wanted.status ?? check.status) : 'completed';
  check.conclusion = wanted.conclusion ?? (check.status === 'completed' ? check.conclusion : null);
  check.completedAt = check.status === 'completed' ? (wanted.completed_at ?? now) : null;
  if (wanted.output === undefined) return;
  const { title = null, summary, text = null } = wanted.output;
  check.output = { title, summary, text };
}

function checkOf(call: ApiCall): CheckRun {
  const id = Number(call.params['check_run_id']);
  const repo = fullName(call.repository());
  const check = call.store.state.checkRuns.find((one) => one.id === id && one.repo === repo);
  if (check === undefined) throw notFound();
  return check;
}

function list(call: ApiCall): ApiReply {
  const repo = fullName(call.repository());
  const commit = resolveCommit(call.repository(), call.params['ref'] ?? '');
  if (commit === undefined) {
    throw new ApiError(422, `No commit found for SHA: ${call.params['ref'] ?? ''}`);
  }
  const { check_name: name, status } = call.query;
  const found = allChecks(call, repo)
    .filter((one) => one.headSha === commit.sha)
    .filter((one) => (name ?? one.name) === one.name && (status ?? one.status) === one.status)
    .reverse();
  return countedList(call, 'check_runs', found, (one) => checkRunShape(call, one));
}
