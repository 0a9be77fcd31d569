import { readdirSync, readFileSync } from 'node:fs';

const MEBIBYTE_IN_KIBIBYTES = 1024;
const SAMPLE_MILLISECONDS = 500;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Memory of a process and everything below it, MiB: what is shared is divided among its users. */
export function memoryOf(
  root: number,
  leaveOut: (command: string) => boolean = () => false,
): number {
  const all = processes();
  const kibibytes = below(root, all)
    .filter(({ command }) => !leaveOut(command))
    .map(({ pid }) => proportionalKibibytes(pid));
  return kibibytes.reduce((sum, one) => sum + one, 0) / MEBIBYTE_IN_KIBIBYTES;
}

export interface Peaks {
  /** Everything below this process, MiB. */
  readonly all: number;
  /** Without what runs a job: actions, stack runner, engine, plugin. */
  readonly cloud: number;
}

/** Watches the memory of this process and its descendants until `stop`. */
export function watchMemory(): { stop(): Peaks } {
  let peaks: Peaks = { all: 0, cloud: 0 };
  const look = (): void => {
    const all = memoryOf(process.pid);
    const cloud = memoryOf(process.pid, isJob);
    peaks = { all: Math.max(peaks.all, all), cloud: Math.max(peaks.cloud, cloud) };
  };
  const timer = setInterval(look, SAMPLE_MILLISECONDS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peaks;
    },
  };
}

/** Processes of a job, which in real life are on a runner of GitHub's. */
function isJob(command: string): boolean {
  return /\/dist\/[a-z-]+\/index\.js|\/pulumi( |$)|resource-aws/.test(
    command,
  );
}

function processes(): Process[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const stat = text(`/proc/${name}/stat`);
    if (stat === null) return []; // it has ended since the list was read
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const command = (text(`/proc/${name}/cmdline`) ?? '').replaceAll('\0', ' ');
    return [{ pid: Number(name), parent, command }];
  });
}

function below(root: number, all: readonly Process[]): Process[] {
  const own = all.filter(({ pid }) => pid === root);
  const found = new Set([root]);
  // A child may be listed before its parent: look until nothing is added.
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return [...own, ...all.filter(({ pid }) => pid !== root && found.has(pid))];
}

function proportionalKibibytes(pid: number): number {
  const line = /^Pss:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/smaps_rollup`) ?? '');
  return Number(line?.[1] ?? 0);
}

/** Null for a process that has ended or that belongs to somebody else. */
function text(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
