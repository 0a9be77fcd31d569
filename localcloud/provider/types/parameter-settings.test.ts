import { describe, expect, it } from '@jest/globals';
import { allParameters, writeSettings } from './parameter-settings.ts';

interface Setting {
  readonly name: string;
  readonly value: string;
}

/** A writer that keeps what it was asked to do, in order. */
function recorded() {
  const calls: string[] = [];
  const call = (verb: string) => (settings: readonly Setting[]) => {
    calls.push(`${verb} ${settings.map((one) => `${one.name}=${one.value}`).join(' ')}`);
    return Promise.resolve();
  };
  return { calls, writer: { set: call('set'), reset: call('reset') } };
}

const many = (count: number): Setting[] =>
  Array.from({ length: count }, (_, index) => ({ name: `p${index}`, value: 'on' }));

describe('the settings of a parameter group', () => {
  it('are read over all pages, the last without a marker or with an empty one', async () => {
    const pages = new Map<string | undefined, { Parameters: string[]; Marker: string }>([
      [undefined, { Parameters: ['a', 'b'], Marker: '2' }],
      ['2', { Parameters: ['c'], Marker: '' }],
    ]);
    const found = await allParameters((marker) => Promise.resolve(pages.get(marker) ?? {}));
    expect(found).toEqual(['a', 'b', 'c']);
  });

  it('are reset where their names are gone, and set where they are new or differ', async () => {
    const { calls, writer } = recorded();
    const before = [
      { name: 'gone', value: '1' },
      { name: 'same', value: '2' },
      { name: 'other', value: '3' },
    ];
    const after = [
      { name: 'same', value: '2' },
      { name: 'other', value: '4' },
      { name: 'new', value: '5' },
    ];
    await writeSettings(writer, before, after);
    expect(calls).toEqual(['reset gone=1', 'set other=4 new=5']);
  });

  it('are written in requests of at most twenty', async () => {
    const { calls, writer } = recorded();
    await writeSettings(writer, [], many(41));
    expect(calls.map((call) => call.split(' ').length - 1)).toEqual([20, 20, 1]);
  });

  it('cost no request where nothing differs', async () => {
    const { calls, writer } = recorded();
    await writeSettings(writer, many(3), many(3).toReversed());
    await writeSettings(writer);
    expect(calls).toEqual([]);
  });
});
