import { describe, expect, it } from '@jest/globals';
import type { AwsCall } from '../call.ts';
import { fargateSize } from './fargate-size.ts';

function accepted(cpu: string, memory: string, requiresCompatibilities = ['FARGATE']): boolean {
  const params = { cpu, memory, requiresCompatibilities };
  return fargateSize.check({ params } as unknown as AwsCall, undefined as never) === undefined;
}

describe('Fargate sizes', () => {
  it.each([
    ['256', '512', true],
    ['256', '1024', true],
    ['256', '2048', true],
    ['256', '3072', false],
    ['256', '500', false],
    ['512', '512', false],
    ['512', '4096', true],
    ['1024', '9216', false],
    ['2048', '16384', true],
    ['4096', '30720', true],
    ['8192', '16384', true],
    ['8192', '17408', false],
    ['16384', '122880', true],
    ['300', '512', false],
    ['.25 vCPU', '0.5 GB', true],
    ['', '', false],
  ])('%s CPU with %s memory: %s', (cpu, memory, expected) => {
    expect(accepted(cpu, memory)).toBe(expected);
  });

  it('bind Fargate only', () => {
    expect(accepted('7', '7', ['EC2'])).toBe(true);
  });
});
