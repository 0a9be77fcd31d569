import { LifecyclePolicy } from '@pulumi/aws/ecr/lifecyclePolicy.js';
import { Repository } from '@pulumi/aws/ecr/repository.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

export interface ImageRepositoryArgs {
  /** Physical name of the ECR repository. */
  readonly repositoryName: string;
  /** Images kept; the oldest beyond expire. */
  readonly imagesKept: number;
  readonly tags: Tags;
}

/** The images of all environments, immutable, scanned on push: 0.10 USD per GB and month. */
export class ImageRepository extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ImageRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:registry:ImageRepository', name, {}, opts);
    const child = { parent: this };
    const repository = new Repository(
      name,
      {
        name: args.repositoryName,
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        forceDelete: true,
        tags: named(args.tags, args.repositoryName),
      },
      child,
    );
    new LifecyclePolicy(
      name,
      { repository: repository.name, policy: lifecyclePolicy(args.imagesKept) },
      // A repository has one policy: a new one that came first would go with the old one.
      pulumi.mergeOptions(child, { deleteBeforeReplace: true }),
    );
    this.url = repository.repositoryUrl;
    this.registerOutputs({ url: this.url });
  }
}

/** Lifecycle policy document that keeps the newest images. */
export function lifecyclePolicy(imagesKept: number): string {
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `keep the newest ${imagesKept} images`,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: imagesKept },
        action: { type: 'expire' },
      },
    ],
  });
}
