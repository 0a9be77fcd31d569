import { below, processes } from './processes.ts';

/** Ticks a second that Linux counts processor time in, on every machine that Node runs on (USER_HZ). */
const TICKS_PER_SECOND = 100;

/**
 * Seconds of processor time that a process and everything it ever started have used, but for what was
 * ended without being waited for. Unlike the clock's it hardly depends on what else the machine does.
 */
export function cpuSecondsOf(root: number): number {
  const ticks = below(root, processes()).reduce((sum, one) => sum + one.ticks, 0);
  return ticks / TICKS_PER_SECOND;
}
