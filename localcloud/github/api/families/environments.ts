import { z } from 'zod';
import { environmentShape } from '../../shapes/environment.ts';
import { findEnvironment, maxWaitMinutes, protectEnvironment } from '../../state/environments.ts';
import { fullName } from '../../state/store.ts';
import type { Environment } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { countedList } from '../pagination.ts';
import { noContent, notFound, ok, validationFailed } from '../reply.ts';
import type { ApiError, ApiReply } from '../reply.ts';

/** Environments and their rules. */
export const environments: OperationFamily = {
  'repos/get-all-environments': (call) => {
    const repo = fullName(call.repository());
    const found = call.store.state.environments.filter((one) => one.repo === repo);
    return countedList(call, 'environments', found, (one) => environmentShape(call, one));
  },
  'repos/get-environment': (call) => ok(environmentShape(call, environmentOf(call))),
  'repos/create-or-update-environment': protect,
  'repos/delete-an-environment': (call) => {
    const gone = environmentOf(call);
    const { state } = call.store;
    state.environments = state.environments.filter((one) => one !== gone);
    return noContent;
  },
};

const rules = z
  .object({
    wait_timer: z.int().min(0).max(maxWaitMinutes).optional(),
    prevent_self_review: z.boolean().optional(),
    reviewers: z
      .array(z.object({ type: z.enum(['User', 'Team']), id: z.int() }))
      .max(6)
      .nullish(),
  })
  .loose();

/** Rules that a body leaves out are taken away, as at GitHub. */
function protect(call: ApiCall): ApiReply {
  const found = rules.safeParse(call.body ?? {});
  if (!found.success) throw refused(found.error.issues[0]?.message ?? 'is not valid');
  const { reviewers, wait_timer: waitMinutes = 0, prevent_self_review: own = false } = found.data;
  const environment = protectEnvironment(call.store, {
    repo: fullName(call.repository()),
    name: call.params['environment_name'] ?? '',
    reviewers: (reviewers ?? []).map((one) => loginOf(call, one)),
    preventSelfReview: own,
    waitMinutes,
  });
  return ok(environmentShape(call, environment));
}

function loginOf(call: ApiCall, { type, id }: { type: string; id: number }): string {
  const user = call.store.state.users.find((one) => one.id === id && type === 'User');
  // Teams are not kept here.
  if (user === undefined) throw refused(`${type} ${id} is not known`);
  return user.login;
}

function refused(message: string): ApiError {
  return validationFailed({
    resource: 'Environment',
    field: 'reviewers',
    code: 'custom',
    message,
  });
}

function environmentOf(call: ApiCall): Environment {
  const name = call.params['environment_name'] ?? '';
  const found = findEnvironment(call.store, fullName(call.repository()), name);
  if (found === undefined) throw notFound();
  return found;
}
