import { z } from 'zod';
import { errorMessage, UserError } from '../../../action-shared/errors.ts';
import type { CallLog } from '../call-log.ts';
import { lossInput } from '../events/deliveries.ts';
import type { Deliveries } from '../events/deliveries.ts';
import { faultSchema } from '../faults.ts';
import type { Faults } from '../faults.ts';
import { jsonReply } from '../http.ts';
import type { HttpReply } from '../http.ts';
import { commands } from './commands.ts';
import type { Control } from './commands.ts';

export interface ControlDeps {
  readonly deliveries: Deliveries;
  readonly control: Control;
  readonly faults: Faults;
  readonly calls: CallLog;
}

interface ControlRequest {
  readonly method: string;
  /** Below `/_github/`. */
  readonly path: string;
  readonly body: string;
}

/** Answers `/_github/...`: commands, faults and the call log, for tests and other processes. */
export function answerControl(deps: ControlDeps, request: ControlRequest): HttpReply {
  try {
    const result = route(deps, request);
    return result === notThere ? jsonReply(404, { message: 'Not Found' }) : done(result);
  } catch (error) {
    if (!(error instanceof UserError || error instanceof SyntaxError)) throw error;
    return { status: 422, headers: { 'content-type': 'text/plain' }, body: errorMessage(error) };
  }
}

const notThere = Symbol('not there');
const noAnswer = Symbol('no answer');

function done(result: unknown): HttpReply {
  return result === undefined || result === noAnswer
    ? jsonReply(204, undefined)
    : jsonReply(200, result);
}

function route(deps: ControlDeps, { method, path, body }: ControlRequest): unknown {
  const [kind = '', name = '', what = ''] = path.split('/');
  switch (`${method} ${kind}`) {
    case 'POST commands':
      return runCommand(deps.control, name, body);
    case 'POST faults':
      return plant(deps.faults, body);
    case 'DELETE faults':
      return quietly(() => {
        deps.faults.clear();
      });
    case 'GET calls':
      return deps.calls.all();
    case 'POST calls':
      return name === 'reset'
        ? quietly(() => {
            deps.calls.reset();
          })
        : notThere;
    case 'GET deliveries':
      return deps.deliveries.all();
    case 'POST deliveries':
      return deliver(deps.deliveries, name, body);
    case 'POST runs':
      return runEvent(deps.control, Number(name), what, body);
    default:
      return notThere;
  }
}

function quietly(act: () => void): typeof noAnswer {
  act();
  return noAnswer;
}

function runCommand(control: Control, name: string, body: string): unknown {
  if (!Object.hasOwn(commands, name)) return notThere;
  const call = control[name as keyof Control] as (input: unknown) => unknown;
  return call(JSON.parse(body));
}

/** `POST /_github/deliveries/lose` and `.../redeliver`. */
function deliver(deliveries: Deliveries, what: string, body: string): unknown {
  const input: unknown = body === '' ? {} : JSON.parse(body);
  if (what === 'lose') {
    return quietly(() => {
      deliveries.loseNext(checked(lossInput, input));
    });
  }
  if (what !== 'redeliver') return notThere;
  return { runIds: deliveries.redeliver(checked(z.strictObject({ id: z.string() }), input).id) };
}

function plant(faults: Faults, body: string): typeof noAnswer {
  faults.plant(checked(faultSchema, JSON.parse(body)));
  return noAnswer;
}

/** `POST /_github/runs/<id>/log` and `/summary` take plain text, as a runner streams it. */
function runEvent(control: Control, runId: number, what: string, body: string): unknown {
  switch (what) {
    case 'log':
      return quietly(() => {
        control.appendLog({ runId, text: body });
      });
    case 'summary':
      return quietly(() => {
        control.appendSummary({ runId, text: body });
      });
    case 'complete':
      return quietly(() => {
        control.completeRun({ runId, ...conclusion(body) });
      });
    default:
      return notThere;
  }
}

const completion = z.strictObject({
  conclusion: z
    .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out'])
    .default('success'),
});

function conclusion(body: string): z.output<typeof completion> {
  return checked(completion, body === '' ? {} : JSON.parse(body));
}

function checked<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const found = schema.safeParse(input);
  if (found.success) return found.data;
  throw new UserError(z.prettifyError(found.error));
}
