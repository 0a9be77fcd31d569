import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { ask } from '../localcloud/world/ask.ts';
import { unlogged } from '../localcloud/world/by-hand.ts';
import { buildShop } from '../localcloud/world/shop.ts';
import { headlineOf } from './support/evidence.ts';
import { atResource } from './support/interruption.ts';
import { remains } from './support/remains.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

const BUCKET = 'acme-macro-infra-state';

const stage = useStage({
  base: false,
  backendUrl: `s3://${BUCKET}/previews?region=us-east-1&hostname_immutable=true&use_path_style=true`,
});

function s3(): S3Client {
  return new S3Client({ ...unlogged(stage.cloud), forcePathStyle: true });
}

/** Keys of the bucket, without history and backups. */
async function keys(): Promise<string[]> {
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const all = Contents.map(({ Key = '' }) => Key.replace('previews/', ''));
  return all.filter((key) => /^(\.pulumi\/(stacks|locks)|macro-infra)\/.*\.json$/.test(key));
}

describe('the life of a pull request with its state in S3', () => {
  let number = 0;
  let images = '';

  it(
    'begins with one clear line when there is no bucket',
    async () => {
      const job = await stage.ensureBase();
      expect(job.conclusion).toBe('failure');
      expect(job.log).toContain(
        `backend-url: there is no bucket "${BUCKET}" to keep the state in.`,
      );
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'has a base and a preview that answers, and lets go of every lease',
    async () => {
      await s3().send(new CreateBucketCommand({ Bucket: BUCKET }));
      expect(await stage.ensureBase()).toMatchObject({ conclusion: 'success' });
      // Not before: the base makes the repository that images are pushed to.
      images = await buildShop(stage.org, 'v1');
      number = stage.open();
      const job = await stage.deploy(number, images);
      expect(job).toMatchObject({ conclusion: 'success', outputs: { status: 'ready' } });
      expect((await ask(stage.org, job.outputs['url'] ?? '')).status).toBe(200);
      expect(await keys()).toEqual([
        '.pulumi/stacks/macro-infra-base/dev.json',
        `.pulumi/stacks/macro-infra-preview/shop-pr-${number}.json`,
      ]);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'heals what a lost runner left, by the lease that GitHub calls over',
    async () => {
      stage.push(number);
      const { signal: kill, onLine } = atResource('~', 1);
      const next = await buildShop(stage.org, 'v2');
      const lost = await stage.deploy(number, next, { kill, onLine });
      expect(lost.conclusion).toBe('killed');
      expect(await keys()).toContain(
        `macro-infra/leases/macro-infra-preview/shop-pr-${number}.json`,
      );
      const job = await stage.deploy(number, next);
      expect(job).toMatchObject({ conclusion: 'success', outputs: { status: 'ready' } });
      expect(job.log).toContain("healed: engine's lock removed");
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'ends with nothing left',
    async () => {
      stage.cloud.github.closePullRequest({ repo: stage.shop.name, number });
      const job = await stage.cleanup(number);
      expect(job).toMatchObject({ conclusion: 'success', outputs: { status: 'destroyed' } });
      expect(headlineOf(stage, number)).toContain('### 🗑️ Removed');
      expect(await remains(stage.cloud, { app: 'shop', number })).toEqual([]);
      expect(await keys()).toEqual(['.pulumi/stacks/macro-infra-base/dev.json']);
    },
    E2E_TIMEOUT_MS,
  );
});
