import type { RegisterResourceRequest } from '@pulumi/pulumi/proto/resource_pb.js';
import * as pulumi from '@pulumi/pulumi';
import { runWithMocks } from '../../../programs/components/mock-engine.ts';
import type { MockAnswers } from '../../../programs/components/mock-engine.ts';

/** A resource as the engine is told of it. */
export interface GraphNode {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Urn of the component it belongs to; empty: of none. */
  readonly parent: string;
  /** Urns of what has to be there first. */
  readonly needs: readonly string[];
}

type Request = Pick<
  RegisterResourceRequest,
  'getType' | 'getName' | 'getParent' | 'getDependenciesList'
>;
interface Response {
  getUrn(): string;
}
type Callback = (error: Error | null, response: Response | undefined) => void;
type Method = (request: Request, callback: Callback) => unknown;

/** Runs a program against mocks and keeps what it tells the engine of parents and dependencies. */
export async function recordGraph<T>(
  stack: { readonly project: string; readonly name: string },
  program: () => T,
  answers: MockAnswers,
): Promise<{ readonly nodes: readonly GraphNode[]; readonly outputs: pulumi.Unwrap<T> }> {
  const nodes: GraphNode[] = [];
  const watched = (): T => {
    const monitor = pulumi.runtime.getMonitor();
    if (monitor === undefined) throw new Error('the mocks have no monitor');
    for (const method of ['registerResource', 'readResource']) watch(monitor, method, nodes);
    return program();
  };
  const { outputs } = await runWithMocks(stack.project, stack.name, watched, answers);
  return { nodes, outputs };
}

/** The mocks' own types know resources without their places: those are in the requests. */
function watch(monitor: object, method: string, nodes: GraphNode[]): void {
  const original = Reflect.get(monitor, method) as Method;
  const replaced: Method = (request, callback) =>
    Reflect.apply(original, monitor, [
      request,
      (error: Error | null, response: Response | undefined) => {
        if (response !== undefined) nodes.push(nodeOf(request, response.getUrn()));
        callback(error, response);
      },
    ]);
  Reflect.set(monitor, method, replaced);
}

function nodeOf(request: Request, urn: string): GraphNode {
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    needs: request.getDependenciesList(),
  };
}
