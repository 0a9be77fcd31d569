import type { Plugin } from './verdicts.ts';
import { Provider } from '../provider.ts';
import { RESOURCES } from '../types/index.ts';

/** The stand-in as a plugin to be compared; it decides without asking AWS anything. */
export function standIn(): Plugin {
  const nowhere = (): never => {
    throw new Error('a decision must not need AWS');
  };
  const provider = new Provider(RESOURCES, [], {
    region: 'us-east-1',
    defaultTags: {},
    aws: nowhere,
  });
  return {
    faults: (token, inputs) => {
      const { faults } = provider.check(
        { token, name: 'sample' },
        inputs,
        undefined,
        new Uint8Array([1]),
      );
      return Promise.resolve(faults.length);
    },
    change: (token, key, before, after) => {
      const { changes } = provider.diff(
        { token, name: 'sample' },
        { region: 'us-east-1', ...before },
        after,
        [],
      );
      const own = changes.filter((change) => change.path.split(/[.[]/)[0] === key);
      if (own.length === 0) return Promise.resolve('none');
      return Promise.resolve(own.some((change) => change.replaces) ? 'replace' : 'update');
    },
  };
}
