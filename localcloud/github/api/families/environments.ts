import { environmentShape } from '../../shapes/environment.ts';
import { findEnvironment } from '../../state/environments.ts';
import { fullName } from '../../state/store.ts';
import type { Environment } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { countedList } from '../pagination.ts';
import { noContent, notFound, ok } from '../reply.ts';

/** Environments. Reviewers, waiting and secrets come with the gate. */
export const environments: OperationFamily = {
  'repos/get-all-environments': (call) => {
    const repo = fullName(call.repository());
    const found = call.store.state.environments.filter((one) => one.repo === repo);
    return countedList(call, 'environments', found, (one) => environmentShape(call, one));
  },
  'repos/get-environment': (call) => ok(environmentShape(call, environmentOf(call))),
  'repos/delete-an-environment': (call) => {
    const gone = environmentOf(call);
    const { state } = call.store;
    state.environments = state.environments.filter((one) => one !== gone);
    return noContent;
  },
};

function environmentOf(call: ApiCall): Environment {
  const name = call.params['environment_name'] ?? '';
  const found = findEnvironment(call.store, fullName(call.repository()), name);
  if (found === undefined) throw notFound();
  return found;
}
