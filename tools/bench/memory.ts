import { below, processes, textOf } from './processes.ts';

const MEBIBYTE_IN_KIBIBYTES = 1024;
const SAMPLE_MILLISECONDS = 500;

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
  return /\/dist\/[a-z-]+\/index\.js|\/pulumi( |$)|resource-aws/.test(command);
}

function proportionalKibibytes(pid: number): number {
  const line = /^Pss:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/smaps_rollup`) ?? '');
  return Number(line?.[1] ?? 0);
}
