import { Parameter } from '@pulumi/aws/ssm/parameter.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

export interface ParameterHierarchyArgs {
  /** In front of both branches: `/shop` makes `/shop/shared/...` and `/shop/staging/...`. */
  readonly prefix: string;
  /** Name of the second branch: `staging`. */
  readonly environment: string;
  /** Same in every environment; null when another environment of the region owns them. */
  readonly shared: Readonly<Record<string, pulumi.Input<string>>> | null;
  /** Values of this environment alone, by name. */
  readonly own: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tags: Tags;
}

/** Plain settings and references for other tools in SSM Parameter Store; standard ones are free. */
export class ParameterHierarchy extends pulumi.ComponentResource {
  readonly paths: readonly string[];

  constructor(name: string, args: ParameterHierarchyArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:configuration:ParameterHierarchy', name, {}, opts);
    const values = parameterValues(args);
    for (const [path, value] of Object.entries(values))
      new Parameter(
        `${name}${path.replaceAll('/', '-')}`,
        { name: path, type: 'String', value, tags: named(args.tags, path) },
        { parent: this },
      );
    this.paths = Object.keys(values);
    this.registerOutputs({ paths: this.paths });
  }
}

/** Values by their full path. */
export function parameterValues(
  args: Pick<ParameterHierarchyArgs, 'prefix' | 'environment' | 'shared' | 'own'>,
): Record<string, pulumi.Input<string>> {
  const branch = (branchName: string, values: Readonly<Record<string, pulumi.Input<string>>>) =>
    Object.entries(values).map(
      ([key, value]) => [`${args.prefix}/${branchName}/${key}`, value] as const,
    );
  return Object.fromEntries([
    ...branch('shared', args.shared ?? {}),
    ...branch(args.environment, args.own),
  ]);
}
