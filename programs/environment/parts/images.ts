import * as pulumi from '@pulumi/pulumi';
import { baseOutputsSchema } from '../../../action-shared/documents/base-outputs.ts';
import { UserError } from '../../../action-shared/errors.ts';
import type { EnvironmentConfig } from '../config.ts';

/** Images by digest, by service: one repository, the base's or the given one, for all environments. */
export function imagesOf(
  config: EnvironmentConfig,
): Readonly<Record<string, pulumi.Output<string>>> {
  const repository =
    config.base === null
      ? pulumi.output(config.imageRepository ?? '')
      : repositoryOfBase(config.base);
  return Object.fromEntries(
    config.services.map(({ name }) => [
      name,
      pulumi.interpolate`${repository}@${config.images[name] ?? ''}`,
    ]),
  );
}

function repositoryOfBase(stack: string): pulumi.Output<string> {
  const outputs = new pulumi.StackReference(stack).outputs;
  return outputs.apply((raw: unknown) => repositoryUrl(stack, raw));
}

/** @throws UserError when the stack is no base of this contract */
export function repositoryUrl(stack: string, outputs: unknown): string {
  const parsed = baseOutputsSchema.pick({ contract: true, repositoryUrl: true }).safeParse(outputs);
  if (parsed.success) return parsed.data.repositoryUrl;
  const missing = parsed.error.issues.map((one) => one.path.join('.')).join(', ');
  throw new UserError(
    `${stack} does not export what an environment needs (${missing}); run ensure-base-stack with this version.`,
  );
}
