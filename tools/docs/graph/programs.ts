import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseBaseConfig } from '../../../action-shared/config/base.ts';
import { resolvePreview } from '../../../action-shared/config/resolve-preview.ts';
import { baseOutputsSchema } from '../../../action-shared/documents/base-outputs.ts';
import { ENVIRONMENT_PROJECT } from '../../../action-shared/naming/permanent-names.ts';
import { baseProgram } from '../../../programs/base/program.ts';
import type { EnvironmentName } from '../../../programs/environment/config.ts';
import { environmentFromFiles, readAppFile } from '../../../programs/environment/from-files.ts';
import { environmentProgram } from '../../../programs/environment/program.ts';
import { previewProgram } from '../../../programs/preview/program.ts';
import { cloudAnswers, cloudOutputs } from '../../compare/mock-cloud.ts';
import { recordGraph } from './record.ts';
import type { GraphNode } from './record.ts';

/** Domain and pull request of the pictures: the example application's. */
const DOMAIN = 'preview.example.com';
const NUMBER = 42;
const REGION = 'eu-west-1';
const BASE_STACK = 'organization/macro-infra-base/dev';

/** Base, preview on that base, and a permanent environment, as they would be asked of the engine. */
export async function recordPrograms(root: string, environment: EnvironmentName) {
  const base = await recordBase(root);
  return {
    base: base.nodes,
    preview: await recordPreview(root, base.outputs),
    environment: await recordEnvironment(root, environment),
  };
}

async function recordBase(root: string) {
  const values: unknown = parse(readFileSync(join(root, 'programs/base/dev.yaml'), 'utf8'));
  const names = ['', 'api.'].map((label) => `*.${label}${DOMAIN}`);
  const edge = { domain: DOMAIN, certificateDomains: names };
  const config = parseBaseConfig({ ...(values as object), ...edge }, 'dev.yaml');
  const project = { project: 'macro-infra-base', name: config.name };
  const known = cloudOutputs(config.domain);
  return recordGraph(project, () => baseProgram(config), {
    outputs: (type, name) => ({
      ...known(type, name),
      ...(type.endsWith(':Repository') ? { repositoryUrl: 'registry/macro-infra' } : {}),
      ...(type.endsWith(':Zone') ? { zoneId: 'Z1' } : {}),
      ...(type.endsWith(':Certificate') ? { domainValidationOptions: names.map(validation) } : {}),
    }),
    call: cloudAnswers(config.region),
  });
}

function validation(domainName: string) {
  const record = { resourceRecordType: 'CNAME', resourceRecordValue: '_y' };
  return { domainName, resourceRecordName: `_x.${domainName}`, ...record };
}

async function recordPreview(root: string, outputs: unknown): Promise<readonly GraphNode[]> {
  const baseOutputs = baseOutputsSchema.parse(outputs);
  const appFile = readAppFile(join(root, 'examples/shop/.github/macro-infra.yml'));
  const image = `registry/macro-infra@sha256:${'0'.repeat(64)}`;
  const plan = resolvePreview({
    ...{ appFile, policyFile: null, number: NUMBER, sha: '0'.repeat(40), repository: 'acme/shop' },
    ...{ region: REGION, baseName: 'dev', stackReference: BASE_STACK, baseOutputs },
    images: Object.fromEntries(appFile.services.map(({ name }) => [name, image])),
    ...{ capacity: {}, previous: null, secretValues: {}, now: 0 },
  });
  const stack = { project: 'macro-infra-preview', name: plan.stack };
  const known = cloudOutputs(DOMAIN);
  const { nodes } = await recordGraph(stack, () => previewProgram(plan), {
    outputs: (type, name) =>
      type === 'pulumi:pulumi:StackReference'
        ? { outputs: baseOutputs, secretOutputNames: [] }
        : known(type, name),
    call: cloudAnswers(REGION),
  });
  return nodes;
}

async function recordEnvironment(
  root: string,
  environment: EnvironmentName,
): Promise<readonly GraphNode[]> {
  const programs = join(root, 'programs');
  const config = environmentFromFiles(environment, {
    folder: join(programs, 'environment'),
    baseFolder: join(programs, 'base'),
  });
  const stack = { project: ENVIRONMENT_PROJECT, name: `${config.app}-${environment}` };
  const { nodes } = await recordGraph(stack, () => environmentProgram(config), {
    outputs: cloudOutputs(config.domain),
    call: cloudAnswers(config.region),
  });
  return nodes;
}
