import { beforeAll, expect, it } from '@jest/globals';
import { installProvider } from '../localcloud/provider/install.ts';
import { baseCall, previewCall, previewPlan } from '../tools/referee/programs.ts';
import { useReferee } from '../tools/referee/use-referee.ts';
import { usePrograms } from './support/programs.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

const referee = useReferee('e2e/referee.test.ts');
const stage = useStage({ base: false });
const programs = usePrograms(() => stage.cloud);

/** `npm run referee` builds what is only planned here: that takes minutes of waiting. */
referee.describe("HashiCorp's real AWS provider accepts", () => {
  beforeAll(() => {
    referee.install(stage.cloud.pulumiHome);
  });

  it(
    'every input of the base, and of a preview on it',
    async () => {
      const plannedBase = await programs.plan(baseCall(stage.cloud));
      expect(plannedBase.changes).toEqual({ create: 37 });

      await installProvider(stage.cloud.pulumiHome); // the quick stand-in makes the base
      const base = await programs.up(baseCall(stage.cloud));
      referee.install(stage.cloud.pulumiHome);

      const image = `${String(base.outputs['repositoryUrl'])}@sha256:${'0'.repeat(64)}`;
      const plan = previewPlan(stage.cloud, base.outputs, `web=${image}\napi=${image}`);
      const plannedPreview = await programs.plan(previewCall(plan));
      expect(plannedPreview.changes).toEqual({ create: 26 });
    },
    E2E_TIMEOUT_MS,
  );
});
