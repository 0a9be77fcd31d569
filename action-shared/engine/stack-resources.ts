import { z } from 'zod';
import { UserError } from '../errors.ts';

/** A resource of a stack, as the engine keeps, exports or plans it. */
export interface StackResource {
  readonly type: string;
  /** Name inside the stack. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

const values = z.record(z.string(), z.unknown());
const resource = z.object({
  urn: z.string(),
  type: z.string(),
  /** True: it is being replaced, its successor is there too. */
  delete: z.boolean().optional(),
  /** True: it belongs to somebody else and is only read. */
  external: z.boolean().optional(),
  id: z.string().optional(),
  inputs: values.optional(),
  outputs: values.optional(),
});
const resources = z.object({ resources: z.array(resource).nullish() });
const document = z.union([
  // The backend's own file, and `pulumi stack export`.
  z.object({ checkpoint: z.object({ latest: resources.nullish() }) }),
  z.object({ deployment: resources }),
]);
const planned = z.object({
  steps: z.array(
    z.object({ op: z.string(), urn: z.string(), newState: resource.partial().nullish() }),
  ),
});
const recorded = z.object({
  resources: z.array(z.object({ type: z.string(), name: z.string(), inputs: values.default({}) })),
});

/** Steps of a plan after which a resource is not there. */
const GONE = new Set(['delete', 'delete-replaced', 'discard', 'remove-pending-replace', 'read']);

/**
 * The resources in what tells of a stack: the backend's file, `pulumi stack export`, `pulumi preview
 * --json`, or a recording `{ resources: [{ type, name, inputs }] }`.
 *
 * @returns null when it is none of these
 */
export function stackResources(given: unknown): readonly StackResource[] | null {
  const kept = document.safeParse(given).data;
  if (kept !== undefined) {
    const all = 'deployment' in kept ? kept.deployment : kept.checkpoint.latest;
    return (all?.resources ?? []).filter((one) => !one.delete && !one.external).map(ofState);
  }
  const plan = planned.safeParse(given).data;
  if (plan !== undefined) return plan.steps.flatMap(ofStep);
  const recording = recorded.safeParse(given).data;
  return recording?.resources.map((one) => ({ ...one, outputs: {} })) ?? null;
}

/**
 * The resources of a live stack.
 *
 * @param document what the engine wrote of it; null when there is none
 * @param input the action's input that names the stack, for the errors
 * @throws UserError when the stack is not there, or what was written cannot be read
 */
export function liveResources(
  document: unknown,
  { project, stack }: { readonly project: string; readonly stack: string },
  input: string,
): readonly StackResource[] {
  const name = `${project}/${stack}`;
  if (document === null) {
    throw new UserError(
      `${input}: there is no stack \`${name}\` in the state backend. Check its name and \`backend-url\`.`,
    );
  }
  const found = stackResources(document);
  if (found !== null) return found;
  throw new UserError(`${input}: the state of \`${name}\` cannot be read.`);
}

function ofState({ urn, type, id, inputs, outputs }: z.infer<typeof resource>): StackResource {
  const own = { type, name: nameOf(urn), inputs: inputs ?? {}, outputs: outputs ?? {} };
  return id === undefined ? own : { ...own, id };
}

/** A replacement is told in several steps; the one that makes its successor counts. */
function ofStep({ op, urn, newState }: z.infer<typeof planned>['steps'][number]): StackResource[] {
  if (GONE.has(op) || op === 'create-replacement' || newState == null) return [];
  const { type, inputs, outputs } = newState;
  const own = { type: type ?? typeOf(urn), name: nameOf(urn) };
  return [{ ...own, inputs: inputs ?? {}, outputs: outputs ?? {} }];
}

/** `urn:pulumi:stack::project::parent$type::name`; a name may hold `::` itself. */
function nameOf(urn: string): string {
  return urn.split('::').slice(3).join('::');
}

function typeOf(urn: string): string {
  return urn.split('::')[2]?.split('$').at(-1) ?? '';
}
