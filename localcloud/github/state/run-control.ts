import { requireRun, rerun } from './run-life.ts';
import type { RunControl } from './signals.ts';
import type { Store } from './store.ts';

/**
 * Notes what somebody wants done with a run, makes the new attempt of a re-run, and tells whoever
 * runs workflows. A run that nobody runs stays as it is when it is cancelled.
 */
export function controlRun(store: Store, control: RunControl): void {
  const { runId, actor, type } = control;
  if (type === 'cancel') requireRun(store, runId).run.cancelRequestedBy = actor;
  else rerun(store, { runId, actor, failedOnly: type === 'rerun-failed' });
  store.signals.controls.emit(control);
}
