import * as pulumi from '@pulumi/pulumi';
import { ImageRepository } from '../../components/registry/image-repository.ts';
import { repositoryUrl } from '../base-reference.ts';
import type { ImagesValues } from '../config-data.ts';
import type { Scope } from '../scope.ts';

export interface ImagesPart {
  /** Null: every service names its image in full. */
  readonly repositoryUrl: pulumi.Output<string> | null;
  /** An image in full, of a digest in the repository or of a name that is in full already. */
  readonly image: (given: string) => pulumi.Output<string>;
}

/** Where images come from: one repository for all environments. */
export function buildImages(scope: Scope, values: ImagesValues | null): ImagesPart {
  const url = values === null ? null : repository(scope, values);
  return {
    repositoryUrl: url,
    image: (given) =>
      url === null || !given.startsWith('sha256:')
        ? pulumi.output(given)
        : pulumi.interpolate`${url}@${given}`,
  };
}

function repository(
  { prefix, tags, outputsOf }: Scope,
  values: ImagesValues,
): pulumi.Output<string> {
  switch (values.kind) {
    case 'given':
      return pulumi.output(values.repository);
    case 'shared':
      return outputsOf(values.stack).apply((raw) => repositoryUrl(values.stack, raw));
    case 'own': {
      const { repositoryName, imagesKept } = values;
      return new ImageRepository(`${prefix}-images`, { repositoryName, imagesKept, tags }).url;
    }
  }
}
