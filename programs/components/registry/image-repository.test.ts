import { describe, expect, it } from '@jest/globals';
import { runWithMocks } from '../mock-engine.ts';
import { ImageRepository } from './image-repository.ts';

describe('ImageRepository', () => {
  it('takes a tag once, scans what is pushed, keeps the newest images, and goes with all of them', async () => {
    const { resources } = await runWithMocks('images', 'dev', () => {
      new ImageRepository('images', { repositoryName: 'shop', imagesKept: 50, tags: {} });
    });
    const [, repository, policy] = resources;
    expect(repository).toMatchObject({
      type: 'aws:ecr/repository:Repository',
      inputs: {
        name: 'shop',
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        forceDelete: true,
      },
    });
    expect(JSON.parse(String(policy?.inputs['policy']))).toMatchObject({
      rules: [
        {
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 50 },
          action: { type: 'expire' },
        },
      ],
    });
  });
});
