import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandResult, SetupDeps } from './deps.ts';
import { ensureEngine } from './engine.ts';
import { ENGINE_VERSION, enginePath, pythonPath } from './locations.ts';
import { ensureGoTool } from './go-tools.ts';
import { ensurePackages, ensurePython } from './python.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'macro-infra-setup-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const missing: CommandResult = { status: 127, output: 'not found' };
const fine: CommandResult = { status: 0, output: '' };

/** A machine on which only the given commands work; what was run, in order. */
function machine(
  commands: Readonly<Record<string, (args: readonly string[]) => CommandResult>>,
  download: (target: string) => boolean = () => false,
) {
  const ran: string[] = [];
  const deps: SetupDeps = {
    env: { HOME: home },
    run: (command, args) => {
      ran.push([command, ...args].join(' '));
      return commands[command]?.(args) ?? commands['*']?.(args) ?? missing;
    },
    step: (_what, action) => action(),
    download: (target) => Promise.resolve(download(target)),
  };
  return { deps, ran };
}

function put(file: string, text = 'engine'): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** What `go build -o <file>` does. */
const goBuilds = (args: readonly string[]): CommandResult => {
  const at = args.indexOf('-o');
  if (at >= 0) put(args[at + 1] ?? '');
  return fine;
};

describe('the engine', () => {
  it('on PATH is used when it has our version', async () => {
    const { deps, ran } = machine({
      pulumi: () => ({ status: 0, output: `v${ENGINE_VERSION}\n` }),
    });
    await ensureEngine(deps);
    expect(ran).toEqual(['pulumi version']);
  });

  it('is downloaded when there is none', async () => {
    const { deps } = machine({}, (target) => (put(target), true));
    await ensureEngine(deps);
    expect(existsSync(`${enginePath(deps.env)}.sha256`)).toBe(true);
  });

  it('is built when it cannot be downloaded, and found by the next set-up', async () => {
    const first = machine({ go: goBuilds });
    await ensureEngine(first.deps);
    expect(first.ran.filter((one) => one.startsWith('go build'))).toHaveLength(1);
    const second = machine({});
    await ensureEngine(second.deps);
    expect(second.ran).toEqual([]);
  });

  it('that does not match its checksum is made again', async () => {
    await ensureEngine(machine({ go: goBuilds }).deps);
    writeFileSync(enginePath({ HOME: home }), 'half');
    const { deps, ran } = machine({ go: goBuilds });
    await ensureEngine(deps);
    expect(ran.some((one) => one.startsWith('go build'))).toBe(true);
  });

  it('of an interrupted build leaves nothing that is taken for whole', async () => {
    const broken = (args: readonly string[]): CommandResult => {
      goBuilds(args);
      return args[0] === 'build' ? { status: 1, output: 'killed' } : fine;
    };
    const { deps } = machine({ go: broken });
    await expect(ensureEngine(deps)).rejects.toThrow('could not be built: killed');
    expect(readdirSync(dirname(enginePath(deps.env)))).toEqual([]);
  });

  it('that can be had in no way is one clear line', async () => {
    const { deps } = machine({});
    await expect(ensureEngine(deps)).rejects.toThrow(
      /neither on PATH nor could it be downloaded, and Go is missing.*Install the Pulumi CLI/,
    );
  });
});

describe('the Python environment', () => {
  /** What `python3 -m venv <folder>` does. */
  const venv = (args: readonly string[]): CommandResult => {
    put(join(args.at(-1) ?? '', 'bin/python'));
    return fine;
  };

  it('is made once', () => {
    const first = machine({ python3: venv, '*': () => fine });
    ensurePython(first.deps);
    expect(existsSync(pythonPath(first.deps.env))).toBe(true);
    const second = machine({});
    ensurePython(second.deps);
    expect(second.ran).toEqual([]);
  });

  it('whose packages could not be installed is not taken for whole', () => {
    const { deps } = machine({ python3: venv, '*': () => ({ status: 1, output: 'no network' }) });
    expect(() => ensurePython(deps)).toThrow('could not be installed: no network');
    expect(existsSync(pythonPath(deps.env))).toBe(false);
  });

  it('without Python is one clear line', () => {
    const { deps } = machine({});
    expect(() => ensurePython(deps)).toThrow(/Python 3 with venv is missing.*Install python3/);
  });
});

describe('a tool written in Go', () => {
  it('is built from its own module, once', () => {
    const first = machine({ go: goBuilds });
    const made = ensureGoTool(first.deps, 'actionlint');
    expect(made).toMatch(/\/tools\/actionlint-\d+\.\d+\.\d+\/actionlint$/);
    expect(first.ran.at(-1)).toContain('github.com/rhysd/actionlint/cmd/actionlint');
    const second = machine({});
    expect(ensureGoTool(second.deps, 'actionlint')).toBe(made);
    expect(second.ran).toEqual([]);
  });

  it('that does not match its checksum is built again', () => {
    const made = ensureGoTool(machine({ go: goBuilds }).deps, 'act');
    writeFileSync(made ?? '', 'half');
    const { deps, ran } = machine({ go: goBuilds });
    ensureGoTool(deps, 'act');
    expect(ran.some((one) => one.startsWith('go build'))).toBe(true);
  });

  it('is not there without Go', () => {
    expect(ensureGoTool(machine({}).deps, 'act')).toBeNull();
  });

  it('that cannot be built leaves nothing and says why', () => {
    const broken = (args: readonly string[]): CommandResult => {
      goBuilds(args);
      return args[0] === 'build' ? { status: 1, output: 'no space left' } : fine;
    };
    const { deps } = machine({ go: broken });
    expect(() => ensureGoTool(deps, 'act')).toThrow('act could not be built: no space left');
    const [folder = ''] = readdirSync(join(home, '.cache/macro-infra/tools'));
    expect(readdirSync(join(home, '.cache/macro-infra/tools', folder))).toEqual([]);
  });
});

it('Python packages of another file have an environment of their own', () => {
  const venv = (args: readonly string[]): CommandResult => {
    put(join(args.at(-1) ?? '', 'bin/python'));
    return fine;
  };
  const { deps } = machine({ python3: venv, '*': () => fine });
  const linters = {
    title: 'linters',
    purpose: 'they check workflows',
    requirements: 'tools/lint-workflows/requirements.txt',
  };
  const bin = ensurePackages(deps, linters);
  expect(existsSync(join(bin, 'python'))).toBe(true);
  expect(join(bin, 'python')).not.toBe(pythonPath(deps.env));
});
