/**
 * Memory in MiB that Fargate takes for each CPU value (1024 units = 1 vCPU).
 * Source: Amazon ECS Developer Guide, "Task size" of Fargate task definitions (Linux).
 */
const GIB = 1024;

function steps(fromGib: number, toGib: number, stepGib: number): readonly number[] {
  const length = (toGib - fromGib) / stepGib + 1;
  return Array.from({ length }, (_, index) => (fromGib + index * stepGib) * GIB);
}

export const FARGATE_MEMORY: Readonly<Record<number, readonly number[]>> = {
  256: [512, GIB, 2 * GIB],
  512: steps(1, 4, 1),
  1024: steps(2, 8, 1),
  2048: steps(4, 16, 1),
  4096: steps(8, 30, 1),
  8192: steps(16, 60, 4),
  16_384: steps(32, 120, 8),
};

/** CPU values of Fargate, ascending. */
export const FARGATE_CPU: readonly number[] = Object.keys(FARGATE_MEMORY).map(Number);

/** Null when Fargate takes the pair, else what it takes instead. */
export function fargateProblem(cpu: number, memory: number): string | null {
  const memories = FARGATE_MEMORY[cpu];
  if (memories === undefined) return `cpu of ${FARGATE_CPU.join(', ')}`;
  if (memories.includes(memory)) return null;
  return `with cpu ${cpu}: ${describeMemories(memories)} MiB`;
}

function describeMemories(memories: readonly number[]): string {
  const [first, second, third] = memories;
  if (memories.length <= 4 || first === undefined || second === undefined || third === undefined) {
    return memories.join(', ');
  }
  return `${first} to ${memories.at(-1) ?? first} in steps of ${third - second}`;
}
