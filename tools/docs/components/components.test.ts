import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { REPOSITORY_ROOT } from '../../setup/locations.ts';
import { componentsPage } from './components-page.ts';
import type { ComponentDoc } from './read-components.ts';
import { readComponents } from './read-components.ts';

/** A component of its own folder, with these arguments. */
function written(args: string, words = '/** Holds water. Free. */'): readonly ComponentDoc[] {
  const folder = mkdtempSync(join(tmpdir(), 'components-'));
  const text = `import * as pulumi from '@pulumi/pulumi';
    interface Pipe { /** Millimetres. */ readonly width: number }
    export interface TankArgs {
      ${args}
    }
    ${words}
    export class Tank extends pulumi.ComponentResource {
      /** Where it stands. */
      readonly place: pulumi.Output<string>;
      private readonly inner = 1;
      constructor(name: string, args: TankArgs) { super('macro:water:Tank', name, {}); }
    }`;
  writeFileSync(join(folder, 'tank.ts'), text);
  return readComponents(folder, folder);
}

describe('readComponents', () => {
  it('tells token, docstring, arguments and outputs of a component', () => {
    expect(written('/** Litres. @default 80 */ readonly size?: number;')).toEqual([
      {
        name: 'Tank',
        token: 'macro:water:Tank',
        file: 'tank.ts',
        text: 'Holds water. Free.',
        args: [
          {
            ...{ name: 'size', type: 'number', optional: true, default: '80' },
            ...{ text: 'Litres.', only: null },
          },
        ],
        outputs: [
          {
            ...{ name: 'place', type: 'pulumi.Output<string>', optional: false, default: null },
            ...{ text: 'Where it stands.', only: null },
          },
        ],
      },
    ]);
  });

  it('opens what an argument is made of, where it has words', () => {
    const args =
      '/** Ends. */ readonly ends: {\n/** Upper. */ readonly top: string; low: string };';
    expect(written(args)[0]?.args.map(({ name }) => name)).toEqual(['ends', 'ends.top']);
  });
});

describe('componentsPage', () => {
  it('refuses an argument without words', () => {
    expect(() => componentsPage(written('readonly size: number;'))).toThrow('tank.ts: Tank.size');
  });

  it('refuses a component that says nothing of its price', () => {
    const words = '/** Holds water. */';
    expect(() => componentsPage(written('/** Litres. */ readonly size: number;', words))).toThrow(
      'tank.ts: Tank: its price',
    );
  });

  it('keeps a row a row, whatever the types hold', () => {
    const page = componentsPage(written("/** One | other. */ readonly kind: 'a' | 'b';"));
    const row = page.split('\n').find((line) => line.startsWith('| `kind`'));
    expect(row?.split(/(?<!\\)\|/)).toHaveLength(6);
  });
});

describe('docs/components.md', () => {
  const components = readComponents(join(REPOSITORY_ROOT, 'programs/components'), REPOSITORY_ROOT);

  it('is what the docstrings say', async () => {
    const page = await format(componentsPage(components), { parser: 'markdown', printWidth: 100 });
    expect(readFileSync(join(REPOSITORY_ROOT, 'docs/components.md'), 'utf8')).toBe(page);
  });

  it('has every component of the library', () => {
    expect(components.length).toBeGreaterThanOrEqual(33);
    for (const { file, token } of components) {
      expect(existsSync(join(REPOSITORY_ROOT, file))).toBe(true);
      expect(token).toMatch(/^macro:[a-z]+:[A-Z]\w+$/);
    }
  });
});
