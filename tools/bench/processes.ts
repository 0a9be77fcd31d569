import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine, as /proc tells it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Clock ticks of the processor, its ended children's included. */
  readonly ticks: number;
}

/** Every process that is there now. */
export function processes(): Process[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const stat = textOf(`/proc/${name}/stat`);
    if (stat === null) return []; // it has ended since the list was read
    // The name in parentheses may hold anything; from the state on all is numbers (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const parent = Number(fields[1]);
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    const command = (textOf(`/proc/${name}/cmdline`) ?? '').replaceAll('\0', ' ');
    return [{ pid: Number(name), parent, command, ticks }];
  });
}

/** A process and everything below it. */
export function below(root: number, all: readonly Process[]): Process[] {
  const own = all.filter(({ pid }) => pid === root);
  const found = new Set([root]);
  // A child may be listed before its parent: look until nothing is added.
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return [...own, ...all.filter(({ pid }) => pid !== root && found.has(pid))];
}

/** Null for a process that has ended or that belongs to somebody else. */
export function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
