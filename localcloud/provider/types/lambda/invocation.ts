import { createHash } from 'node:crypto';
import type { Props, Values } from '../../schema/prop.ts';
import { map, str } from '../../schema/prop.ts';
import { isRecord } from '../../schema/values.ts';
import { resource } from '../../resource.ts';
import type { Aws } from '../../aws.ts';

const CREATE_ONLY = 'CREATE_ONLY';

const shape = {
  functionName: str().required().replaces(),
  input: str()
    .rule((value) => (parsed(String(value)) === undefined ? 'expected JSON' : undefined))
    .required()
    .local(),
  lifecycleScope: str().oneOf(CREATE_ONLY, 'CRUD').defaultTo(CREATE_ONLY).local(),
  qualifier: str().defaultTo('$LATEST').replaces().local(),
  tenantId: str().local(),
  terraformKey: str().defaultTo('tf').local(),
  triggers: map(str()).replaces().local(),
  result: str().output(),
};
type Wanted = Values<typeof shape>;

/** Answers of invocations just made, by id: `create` tells the engine only an id. */
const answers = new Map<string, string>();

/**
 * A call of a function that is made with the resource, and with CRUD again when the input changes and
 * when it goes. AWS keeps nothing of it, so that reading it changes nothing.
 */
export const invocation = resource({
  token: 'aws:lambda/invocation:Invocation',
  shape,
  faults: (inputs) =>
    inputs['lifecycleScope'] === CREATE_ONLY || isRecord(parsed(String(inputs['input'])))
      ? []
      : [{ property: 'input', reason: 'expected a JSON object where lifecycleScope is CRUD' }],
  replacedBy: (_state, wanted) => (wanted['lifecycleScope'] === CREATE_ONLY ? ['input'] : []),
  async create(aws, wanted) {
    const payload = payloadOf(wanted, 'create', null);
    const hash = createHash('md5').update(payload).digest('hex');
    const id = [wanted.functionName, wanted.qualifier, hash].join(',');
    answers.set(id, await call(aws, wanted, payload));
    return id;
  },
  read: (_aws, id, state) => Promise.resolve({ ...state, result: answers.get(id) ?? state.result }),
  async update(aws, { id, state, wanted, changed }) {
    if (wanted.lifecycleScope === CREATE_ONLY && !changed('input', 'tenantId')) return;
    const before = parsed(state.input ?? '');
    answers.set(id, await call(aws, wanted, payloadOf(wanted, 'update', before)));
  },
  async delete(aws, id, state) {
    answers.delete(id);
    if (state.lifecycleScope !== 'CRUD') return;
    const known = { ...state, terraformKey: state.terraformKey ?? 'tf' } as Wanted;
    await call(aws, known, payloadOf(known, 'delete', parsed(known.input)));
  },
});

/** With CRUD the function is told what happens, and the input of the time before. */
function payloadOf(
  { input, lifecycleScope, terraformKey }: Wanted,
  action: 'create' | 'update' | 'delete',
  before: unknown,
): string {
  if (lifecycleScope === CREATE_ONLY) return input;
  const given = parsed(input);
  const about: Props = { action, prev_input: before ?? null };
  return JSON.stringify({ ...(isRecord(given) ? given : {}), [terraformKey]: about });
}

/** @throws with the function's own error document when it fails */
async function call(
  aws: Aws,
  { functionName: FunctionName, qualifier: Qualifier }: Wanted,
  payload: string,
): Promise<string> {
  const lambda = await aws.lambda();
  const InvocationType = 'RequestResponse';
  const Payload = Buffer.from(payload);
  const answer = await lambda.invoke({ FunctionName, Qualifier, InvocationType, Payload });
  const text = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError === undefined) return text;
  throw new Error(`invoking Lambda Function (${FunctionName}): ${text}`);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined; // no JSON: told as a fault of the input
  }
}
