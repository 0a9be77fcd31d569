import { constants } from 'node:os';
import { ApiError } from './api.ts';

/**
 * A signal as Docker's clients write it: `SIGTERM`, `TERM` or `15`.
 * @throws ApiError 400 for anything else
 */
export function signalNamed(text: string): NodeJS.Signals {
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  for (const [signal, number] of Object.entries(constants.signals)) {
    if (signal === name || String(number) === text) return signal as NodeJS.Signals;
  }
  throw new ApiError(400, `invalid signal: ${text}`);
}
