import { describe, expect, it } from '@jest/globals';
import { configurationHash, containerDefinitions } from './container-definition.ts';
import { assertFargateSize, memorySizes } from './fargate-sizes.ts';

const container = {
  name: 'api',
  image: 'repo@sha256:1',
  command: null,
  port: 3040,
  environment: { B: '2', A: '1' },
  secrets: {},
  logGroup: '/shop/api',
  region: 'eu-west-1',
};

describe('containerDefinitions', () => {
  it('is the same text whatever the order of the variables', () => {
    const other = { ...container, environment: { A: '1', B: '2' } };
    expect(containerDefinitions(other)).toBe(containerDefinitions(container));
  });

  it('holds exactly what was asked for', () => {
    expect(JSON.parse(containerDefinitions(container))).toEqual([
      {
        name: 'api',
        image: 'repo@sha256:1',
        essential: true,
        portMappings: [{ containerPort: 3040, hostPort: 3040, protocol: 'tcp' }],
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        dockerLabels: { 'macro-infra.configuration': configurationHash(container) },
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': '/shop/api',
            'awslogs-region': 'eu-west-1',
            'awslogs-stream-prefix': 'api',
          },
        },
      },
    ]);
  });

  it('gives secrets by reference only', () => {
    const text = containerDefinitions({ ...container, secrets: { KEY: 'arn:x:::v1' } });
    expect(JSON.parse(text)).toMatchObject([
      { secrets: [{ name: 'KEY', valueFrom: 'arn:x:::v1' }] },
    ]);
  });

  it('passes a command on', () => {
    const text = containerDefinitions({ ...container, command: ['node', 'x.js'] });
    expect(JSON.parse(text)).toMatchObject([{ command: ['node', 'x.js'] }]);
  });
});

describe('configurationHash', () => {
  const of = (environment: Record<string, string>, secrets: Record<string, string>) =>
    configurationHash({ environment, secrets });
  it('changes with a value and with the version of a rotated secret', () => {
    const hashes = [
      of({ A: '1' }, { K: 'arn:x:::v1' }),
      of({ A: '2' }, { K: 'arn:x:::v1' }),
      of({ A: '1' }, { K: 'arn:x:::v2' }),
      of({ K: 'arn:x:::v1' }, { A: '1' }),
    ];
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('Fargate sizes', () => {
  it.each([
    [256, [512, 1024, 2048]],
    [512, [1024, 2048, 3072, 4096]],
    [300, []],
  ])('offers with %i units exactly the documented memory', (cpu, sizes) => {
    expect(memorySizes(cpu)).toEqual(sizes);
  });
  it.each([
    [1024, 2048, 8192, 7],
    [4096, 8192, 30_720, 23],
    [16_384, 32_768, 122_880, 12],
  ])('spans the documented range with %i units', (cpu, low, high, count) => {
    const sizes = memorySizes(cpu);
    expect([sizes[0], sizes.at(-1), sizes.length]).toEqual([low, high, count]);
  });
  it('names service, what was found and what is allowed', () => {
    expect(() => assertFargateSize('api', 256, 4096)).toThrow(
      'Service api: Fargate has no size cpu 256, memory 4096; with cpu 256 memory must be one of 512, 1024, 2048.',
    );
    expect(() => assertFargateSize('api', 300, 512)).toThrow('cpu must be one of 256, 512, 1024');
  });
});
