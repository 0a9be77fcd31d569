import { z } from 'zod';
import { eventShape, issueShape, labelShape } from '../../shapes/thread.ts';
import { putLabel, takeLabel } from '../../state/labels.ts';
import { sameName } from '../../state/store.ts';
import type { Issue } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { pagedList } from '../pagination.ts';
import { ApiError, ok } from '../reply.ts';
import type { ApiReply } from '../reply.ts';
import { issueOf } from './comments.ts';

/** Issues (every pull request is one) and their labels. */
export const issues: OperationFamily = {
  'issues/get': (call) => ok(issueShape(call, issueOf(call))),
  'issues/list-events': (call) => {
    const issue = issueOf(call);
    return pagedList(call, issue.pull?.timeline ?? [], (one) => eventShape(call, issue, one));
  },
  'issues/list-labels-on-issue': (call) => {
    const issue = issueOf(call);
    return pagedList(call, issue.labels, (name) => labelShape(call, issue.repo, name));
  },
  'issues/add-labels': (call) => {
    const issue = issueOf(call);
    for (const name of wantedLabels(call.body)) putLabel(call.store, issue, name, actor(call));
    return allLabels(call, issue);
  },
  'issues/set-labels': (call) => {
    const issue = issueOf(call);
    const wanted = wantedLabels(call.body);
    const gone = issue.labels.filter((known) => !wanted.some((name) => sameName(known, name)));
    for (const name of gone) takeLabel(call.store, issue, name, actor(call));
    for (const name of wanted) putLabel(call.store, issue, name, actor(call));
    return allLabels(call, issue);
  },
  'issues/remove-label': (call) => {
    const issue = issueOf(call);
    const name = call.params['name'] ?? '';
    if (!issue.labels.some((known) => sameName(known, name))) {
      throw new ApiError(404, 'Label does not exist');
    }
    takeLabel(call.store, issue, name, actor(call));
    return allLabels(call, issue);
  },
};

const label = z.union([z.string(), z.object({ name: z.string() }).transform((one) => one.name)]);
const labels = z.union([
  z.object({ labels: z.array(label).default([]) }).transform((one) => one.labels),
  z.array(label),
  label.transform((one) => [one]),
]);

/** GitHub takes an object with `labels`, or the bare list, of names or of objects with a name. */
function wantedLabels(body: unknown): readonly string[] {
  return body === undefined ? [] : labels.parse(body);
}

function actor(call: ApiCall): string {
  return call.caller.login;
}

function allLabels(call: ApiCall, issue: Issue): ApiReply {
  return ok(issue.labels.map((name) => labelShape(call, issue.repo, name)));
}
