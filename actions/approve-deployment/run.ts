import { admit } from './admit.ts';
import { confirm } from './confirm.ts';
import type { Event } from './event.ts';
import { watchGate } from './gate.ts';
import type { Inputs } from './inputs.ts';
import type { Deps } from './ports.ts';
import type { Result } from './result.ts';

/** Does what `mode` asks for. */
export function run(inputs: Inputs, event: Event, deps: Deps): Promise<Result> {
  switch (inputs.mode) {
    case 'admit':
      return admit(inputs, event, deps);
    case 'gate':
      return watchGate(inputs, deps);
    case 'confirm':
      return confirm(inputs, deps);
  }
}
