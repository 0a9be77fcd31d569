import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

interface Sizes {
  /** Smallest, largest memory in MiB and the step between sizes. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size */
const MEMORY_BY_CPU: Readonly<Record<string, Sizes | readonly number[]>> = {
  256: [512, 1024, 2048],
  512: { min: 1024, max: 4096, step: 1024 },
  1024: { min: 2048, max: 8192, step: 1024 },
  2048: { min: 4096, max: 16_384, step: 1024 },
  4096: { min: 8192, max: 30_720, step: 1024 },
  8192: { min: 16_384, max: 61_440, step: 4096 },
  16384: { min: 32_768, max: 122_880, step: 8192 },
};

/** Fargate has certain pairs of CPU and memory only. */
export const fargateSize: Rule = {
  service: 'ecs',
  actions: ['RegisterTaskDefinition'],
  check: (call) => {
    const needs = call.params['requiresCompatibilities'];
    if (!Array.isArray(needs) || !needs.includes('FARGATE')) return undefined;
    const cpu = inUnits(text(call.params['cpu']), 1024, /\s*vcpu$/i);
    const memory = inUnits(text(call.params['memory']), 1024, /\s*gb$/i);
    if (isPair(cpu, memory)) return undefined;
    const message = `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for valid values.`;
    return { code: 'ClientException', message };
  },
};

/** `256`, `.25 vCPU`, `512`, `0.5 GB` are all allowed. */
function inUnits(given: string, factor: number, unit: RegExp): number {
  return unit.test(given) ? Number(given.replace(unit, '')) * factor : Number(given);
}

function isPair(cpu: number, memory: number): boolean {
  const sizes = MEMORY_BY_CPU[cpu];
  if (sizes === undefined) return false;
  if (!('step' in sizes)) return sizes.includes(memory);
  return memory >= sizes.min && memory <= sizes.max && memory % sizes.step === 0;
}
