import { UserError } from '../../../action-shared/errors.ts';

/**
 * Memory (MiB) that Fargate allows for each CPU size (units): lowest, highest, step.
 * Source: Amazon ECS Developer Guide, "Task definition parameters for Fargate", task size.
 */
const SIZES: Readonly<Record<number, readonly [number, number, number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16_384: [32_768, 122_880, 8192],
};

/** 256 units know only these three. */
const SMALLEST = [512, 1024, 2048];

/** Memory sizes Fargate offers with so many CPU units; empty for an unknown CPU size. */
export function memorySizes(cpu: number): readonly number[] {
  if (cpu === 256) return SMALLEST;
  const range = SIZES[cpu];
  if (range === undefined) return [];
  const [low, high, step] = range;
  return Array.from({ length: (high - low) / step + 1 }, (_, index) => low + index * step);
}

/** @throws UserError when Fargate has no such pair of CPU units and MiB. */
export function assertFargateSize(service: string, cpu: number, memory: number): void {
  const allowed = memorySizes(cpu);
  if (allowed.includes(memory)) return;
  const remedy =
    allowed.length === 0
      ? `cpu must be one of 256, ${Object.keys(SIZES).join(', ')}`
      : `with cpu ${cpu} memory must be one of ${allowed.join(', ')}`;
  throw new UserError(
    `Service ${service}: Fargate has no size cpu ${cpu}, memory ${memory}; ${remedy}.`,
  );
}
