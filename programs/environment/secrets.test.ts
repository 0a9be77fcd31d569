import { describe, expect, it } from '@jest/globals';
import { dopplerValues } from './doppler.ts';
import { build, configOf, inputsOf, shopApp } from './testing/stage.ts';

const app = shopApp('    secrets: { STRIPE_KEY: "doppler:STRIPE_KEY" }');

/** Doppler's answer, and what it was asked. */
function doppler(answer: Record<string, string> | number) {
  const asked: unknown[] = [];
  const get = (url: string, init: unknown) => {
    asked.push([url, init]);
    const ok = typeof answer !== 'number';
    const status = ok ? 200 : answer;
    return Promise.resolve({ ok, status, json: () => Promise.resolve(answer as unknown) });
  };
  return { asked, get };
}

describe('dopplerValues', () => {
  it('asks once, with the token, for all', async () => {
    const { asked, get } = doppler({ A: '1', B: '2', C: '3' });
    const values = await dopplerValues(['doppler:A', 'doppler:B'], 'dp.st.x', get);
    expect(values).toEqual({ 'doppler:A': '1', 'doppler:B': '2' });
    expect(asked).toMatchObject([
      [expect.stringContaining('/download?'), { headers: { authorization: 'Bearer dp.st.x' } }],
    ]);
  });
  it('asks nothing when nothing is wanted', async () => {
    const { asked, get } = doppler(500);
    expect(await dopplerValues([], null, get)).toEqual({});
    expect(asked).toEqual([]);
  });
  it.each([
    ['no token', null, {}, 'doppler:A: set DOPPLER_TOKEN'],
    ['a token it refuses', 'x', 401, 'Doppler answers 401: the token has to be a service token'],
    ['a name it does not have', 'x', { B: 'hidden' }, "Doppler's config of this token has no A."],
  ])('says what is wrong with %s', async (_case, token, answer, message) => {
    const attempt = dopplerValues(['doppler:A'], token, doppler(answer).get);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.not.toThrow('hidden');
  });
});

describe('values from outside AWS', () => {
  const config = configOf('staging', { secretReplicas: ['us-east-1'] }, { app });

  it('are refused where they are missing, before anything is made', async () => {
    await expect(build(config)).rejects.toThrow(
      'No value for doppler:STRIPE_KEY: set DOPPLER_TOKEN',
    );
  });

  it('are kept in Secrets Manager, as Pulumi secrets, and reach containers by version', async () => {
    const values = { 'doppler:STRIPE_KEY': 'sk_live_1' };
    const { resources } = await build(config, values);
    expect(inputsOf(resources, 'secretsmanager/secret:Secret')).toMatchObject([
      {
        name: 'shop/staging/STRIPE_KEY',
        recoveryWindowInDays: 0,
        replicas: [{ region: 'us-east-1' }],
      },
    ]);
    const definitions = JSON.stringify(inputsOf(resources, 'ecs/taskDefinition:TaskDefinition'));
    expect(definitions).toContain(':::v1');
    expect(definitions).not.toContain('sk_live_1');
    const others = resources.filter(({ type }) => !type.endsWith(':SecretVersion'));
    expect(JSON.stringify(others)).not.toContain('sk_live_1');
  });
});
