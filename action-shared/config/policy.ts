import type { AppService } from './app-file.ts';
import { showFound } from './problems.ts';
import type { Problem } from './problems.ts';
import type { ResolveInput } from './resolve-input.ts';
import { isAllowedSecret, secretReferences } from './secret-references.ts';

/**
 * What the pull request's file asks for beyond the policy of the base branch's file and of the base
 * stack, and what the base does not have.
 */
export function policyProblems(input: ResolveInput): readonly Problem[] {
  return [
    ...databaseProblems(input),
    ...countProblems(input),
    ...input.appFile.services.flatMap((service) => sizeProblems(service, input)),
    ...input.appFile.services.flatMap((service) => secretPolicyProblems(service, input)),
  ];
}

function databaseProblems({ appFile, baseName, baseOutputs }: ResolveInput): readonly Problem[] {
  if (appFile.database === null || baseOutputs.database != null) return [];
  const found = `a database for each preview, on the base ${baseName} that has none`;
  const allowed = `a base with "database" in its values ("database: {}" takes the defaults): set it in ${baseName}.yaml and run ensure-base-stack`;
  return [{ path: 'database', position: null, found, allowed }];
}

interface Cap {
  readonly limit: number;
  readonly owner: string;
}

/** The smaller of both limits, with who set it. */
function cap(base: number, branch: number | null | undefined): Cap {
  return branch === null || branch === undefined || branch >= base
    ? { limit: base, owner: 'limits of the base stack' }
    : { limit: branch, owner: 'previews.limits of the base branch’s file' };
}

function countProblems({ appFile, policyFile, baseOutputs }: ResolveInput): readonly Problem[] {
  const { limit, owner } = cap(
    baseOutputs.limits.maxServices,
    policyFile?.previews.limits.services,
  );
  const count = appFile.services.length;
  if (count <= limit) return [];
  const allowed = `at most ${limit} in a preview (${owner})`;
  return [{ path: 'services', position: null, found: `${count} services`, allowed }];
}

function sizeProblems(service: AppService, input: ResolveInput): readonly Problem[] {
  const own = input.policyFile?.previews.limits;
  const { maxCpu, maxMemory } = input.baseOutputs.limits;
  const checks = [
    { key: 'cpu', value: service.cpu, ...cap(maxCpu, own?.cpu) },
    { key: 'memory', value: service.memory, ...cap(maxMemory, own?.memory) },
  ];
  return checks
    .filter(({ value, limit }) => value > limit)
    .map(({ key, value, limit, owner }) => ({
      path: `services.${service.name}.${key}`,
      position: null,
      found: String(value),
      allowed: `at most ${limit} in a preview (${owner})`,
    }));
}

function secretPolicyProblems(service: AppService, input: ResolveInput): readonly Problem[] {
  return Object.entries(service.secrets).flatMap(([variable, reference]) => {
    const allowed = reference.startsWith('doppler:') ? null : refusal(reference, input);
    const path = `services.${service.name}.secrets.${variable}`;
    return allowed === null ? [] : [{ path, position: null, found: showFound(reference), allowed }];
  });
}

/** Null when a pull request may read the secret. */
function refusal(reference: string, { baseOutputs, policyFile }: ResolveInput): string | null {
  const { secrets } = baseOutputs.limits;
  if (!isAllowedSecret(reference, secrets)) {
    const names = secrets.length === 0 ? 'no secrets at all' : secrets.join(', ');
    return `${names} (limits of the base stack)`;
  }
  if (policyFile === null || secretReferences(policyFile).includes(reference)) return null;
  if (isAllowedSecret(reference, policyFile.previews.limits.secrets)) return null;
  return 'secrets that the base branch’s file uses or lists in previews.limits.secrets: add it there first';
}
