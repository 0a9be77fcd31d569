import { describe, expect, it } from '@jest/globals';
import type { Answer } from './observation.ts';
import { presentable } from './presentable.ts';

const SHA = 'c'.repeat(40);
const version = { expected: SHA, header: 'x-app-version', fields: ['version'], optional: true };
const expected = { status: [{ from: 200, to: 299 }], body: null, headers: [], version };
const limits = { timeoutMilliseconds: 1, signal: new AbortController().signal };
const answer = (given: Partial<Answer>): Answer => ({
  kind: 'answer',
  status: 200,
  headers: {},
  body: 'hunter2',
  refusedRedirect: null,
  ...given,
});

/** What is passed on of an answer, how often a mask was asked for, and what was told. */
async function passed(given: Answer, mask?: () => Promise<(text: string) => string>) {
  const said: string[] = [];
  let asked = 0;
  const probe = presentable(() => Promise.resolve(given), {
    expected,
    mask: () => {
      asked += 1;
      return mask?.() ?? Promise.resolve((text) => text.replaceAll('hunter2', '***'));
    },
    onWithheld: (why) => said.push(why),
  });
  return { seen: await probe('https://a.example', limits), asked, said };
}

describe('an answer that may be quoted', () => {
  it.each([
    ['tells no version', {}],
    ['tells the version that is asked for', { headers: { 'x-app-version': SHA } }],
  ])('is as it is, and asks for no secret, when it is healthy and %s', async (_case, given) => {
    expect(await passed(answer(given))).toEqual({ seen: answer(given), asked: 0, said: [] });
  });

  it.each([
    ['is not healthy', { status: 500 }],
    ['tells another version', { headers: { 'x-app-version': 'hunter2' } }],
  ])('is masked when it %s', async (_case, given) => {
    const { seen, asked } = await passed(answer(given));
    expect(asked).toBe(1);
    expect(JSON.stringify(seen)).not.toContain('hunter2');
  });

  it('is nothing but its status when it cannot be masked', async () => {
    const denied = () => Promise.reject(new Error('may not read it'));
    const { seen, said } = await passed(answer({ status: 500 }), denied);
    expect(seen).toEqual(answer({ status: 500, body: '' }));
    expect(said).toEqual(['may not read it']);
  });
});
