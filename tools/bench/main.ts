import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { ENGINE_VERSION, REPOSITORY_ROOT } from '../setup/locations.ts';
import { crowd } from './crowd.ts';
import { firstCalls } from './first-call.ts';
import type { Chapter } from './figures.ts';
import { lives } from './life.ts';
import { noops } from './noop.ts';
import { onPaper } from './on-paper.ts';
import type { Machine } from './page.ts';
import { benchPage } from './page.ts';

const USAGE = `Usage: npm run bench [-- options]
  --previews N  previews on one base, 7 to 100 (default 100)
  --at-once N   how many of them are deployed at once (default: number of cores)
  --rounds N    repetitions of what is repeated, 2 to 20 (default 3; starts: 5 times as many)
  --only LIST   these parts alone, of starts,lives,noop,previews,environments,paper (default all)
  --out FILE    where the page is written (default docs/bench.md)
`;

const PARTS = ['starts', 'lives', 'noop', 'previews', 'environments', 'paper'] as const;
type Part = (typeof PARTS)[number];

interface Options {
  readonly only: readonly Part[];
  readonly previews: number;
  readonly atOnce: number;
  readonly rounds: number;
  readonly out: string;
}

const GIGABYTE = 1024 ** 3;

async function main(options: Options, args: readonly string[]): Promise<void> {
  const load = loadavg()[0] ?? 0;
  const began = Date.now();
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const chapters: Chapter[] = [];
  const measure: Readonly<Record<Part, () => Promise<readonly Chapter[]>>> = {
    starts: async () => [await firstCalls(options.rounds * 5)],
    lives: () => lives(options.rounds),
    noop: async () => [await noops(options.rounds)],
    previews: async () => [await crowd({ ...options, log: say })],
    environments: async () => {
      // Loaded last: the modules of all types would count as memory of the parts before.
      const { environmentPlans } = await import('./environments.ts');
      return [await environmentPlans(options.rounds)];
    },
    paper: () => Promise.resolve([onPaper()]),
  };
  for (const part of options.only) {
    say(`bench: ${part} ...`);
    for (const chapter of await measure[part]()) {
      chapters.push(chapter);
      for (const { name, measured, limit } of chapter.figures) {
        say(`  ${name}: ${measured}${limit === null ? '' : ` (${limit})`}`);
      }
    }
  }
  const minutes = Math.round((Date.now() - began) / 6_000) / 10;
  const page = benchPage(machine(load, args, minutes), chapters);
  writeFileSync(options.out, await format(page, { parser: 'markdown', printWidth: 100 }));
  say(`bench: written to ${options.out} after ${minutes} min`);
}

function machine(load: number, args: readonly string[], minutes: number): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / GIGABYTE),
    node: process.versions.node,
    engine: ENGINE_VERSION,
    emulator: emulator(),
    load,
    command: `npm run bench${args.length > 0 ? ` -- ${args.join(' ')}` : ''}`,
    minutes,
  };
}

/** A copy without its history is measured as well as any. */
function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: REPOSITORY_ROOT, encoding: 'utf8', stdio: 'pipe' }).trim();
    const changed = git('status', '--porcelain') === '' ? '' : ' with changes';
    return `${git('rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return 'unknown';
  }
}

function emulator(): string {
  const text = readFileSync(join(REPOSITORY_ROOT, 'tools/requirements.txt'), 'utf8');
  const version = /^ministack==(\S+)/m.exec(text)?.[1];
  return version === undefined ? 'MiniStack' : `MiniStack ${version}`;
}

/** @throws UserError that names every bad option. */
function parseOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      previews: { type: 'string', default: '100' },
      'at-once': { type: 'string', default: String(availableParallelism()) },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: PARTS.join(',') },
      out: { type: 'string', default: join(REPOSITORY_ROOT, 'docs/bench.md') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const wrong: string[] = [];
  const whole = (name: string, text: string, low: number, high: number): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < low || value > high)
      wrong.push(`--${name}: "${text}" is no whole number from ${low} to ${high}`);
    return value;
  };
  const asked = values.only.split(',');
  const unknown = asked.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0)
    wrong.push(`--only: "${unknown.join(', ')}" is no part; parts are ${PARTS.join(', ')}`);
  const options = {
    only: PARTS.filter((part) => asked.includes(part)),
    previews: whole('previews', values.previews, 7, 100),
    atOnce: whole('at-once', values['at-once'], 1, 100),
    rounds: whole('rounds', values.rounds, 2, 20),
    out: values.out,
  };
  if (wrong.length > 0) throw new UserError(wrong.join('\n'));
  return options;
}

try {
  const args = process.argv.slice(2);
  const options = parseOptions(args);
  if (options === null) process.stdout.write(USAGE);
  else await main(options, args);
} catch (error) {
  const text = error instanceof UserError ? error.message : String((error as Error).stack);
  process.stderr.write(`bench: ${text || errorMessage(error)}\n`);
  process.exitCode = 1;
}
