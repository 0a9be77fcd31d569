import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildShop } from '../localcloud/world/shop.ts';
import { REPOSITORY_ROOT } from '../tools/setup/locations.ts';
import { notAllowed } from '../tools/permissions/policies.ts';
import type { Policy } from '../tools/permissions/policies.ts';
import { recordedCalls } from '../tools/permissions/recorded.ts';
import type { RoleName } from '../tools/permissions/recorded.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

const stage = useStage({ base: false });

const policy = (role: RoleName): Policy =>
  JSON.parse(
    readFileSync(join(REPOSITORY_ROOT, 'docs/policies', `${role}.json`), 'utf8'),
  ) as Policy;

describe('the policies of docs/policies', () => {
  it(
    'allow every call that a base and a preview make in their life',
    async () => {
      const policies = { base: policy('base'), preview: policy('preview') };
      const { gateway, github } = stage.cloud;
      const base = await stage.ensureBase();
      expect(base.conclusion).toBe('success');
      const ofBase = recordedCalls('base', 'base', gateway.calls());
      const images = await buildShop(stage.org, 'v1');
      const broken = await buildShop(stage.org, 'v2', { api: 'exits' });

      gateway.resetCalls();
      const number = stage.open('Live');
      expect((await stage.deploy(number, images)).conclusion).toBe('success');
      stage.push(number);
      expect((await stage.deploy(number, broken)).conclusion).toBe('failure');
      github.closePullRequest({ repo: stage.shop.name, number });
      expect((await stage.cleanup(number)).outputs['status']).toBe('destroyed');
      const ofPreview = recordedCalls('preview', 'preview', gateway.calls());

      expect(ofBase.length).toBeGreaterThan(40);
      expect(ofPreview.length).toBeGreaterThan(40);
      expect(notAllowed([...ofBase, ...ofPreview], policies)).toEqual([]);
    },
    E2E_TIMEOUT_MS,
  );
});
