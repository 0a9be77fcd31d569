import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';

/** A resource as a program asked for it. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a test says about resources and functions: outputs beside the inputs, by type. */
export interface MockAnswers {
  readonly outputs?: (
    type: string,
    name: string,
    inputs: Readonly<Record<string, unknown>>,
  ) => Record<string, unknown>;
  readonly call?: (token: string) => Record<string, unknown>;
}

/** Runs a program against Pulumi's own mocks: real components, recorded resources, plain outputs. */
export async function runWithMocks<T>(
  project: string,
  stack: string,
  program: () => T,
  answers: MockAnswers = {},
): Promise<{ readonly resources: readonly Recorded[]; readonly outputs: pulumi.Unwrap<T> }> {
  const resources: Recorded[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const given = z.record(z.string(), z.unknown()).parse(inputs);
        resources.push({ type, name, inputs: given });
        const arn = `arn:${name}`;
        const own = answers.outputs?.(type, name, given) ?? {};
        return { id: `${name}-id`, state: { arn, name, ...given, ...own } };
      },
      call: ({ token }) => answers.call?.(token) ?? {},
    },
    project,
    stack,
  );
  const outputs = await unwrap(program());
  // Resources that nothing is made of are still on their way when the outputs are known.
  await pulumi.runtime.disconnect();
  return { resources, outputs };
}

function unwrap<T>(value: T): Promise<pulumi.Unwrap<T>> {
  return new Promise((resolve) => {
    pulumi.output(value).apply((plain) => resolve(plain));
  });
}
