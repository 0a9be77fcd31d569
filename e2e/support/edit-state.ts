import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Changes the state of one of the shop's previews as it lies in the backend: lets time have passed. */
export function editState(
  stateDir: string,
  number: number,
  change: (text: string) => string,
): void {
  const stacks = join(stateDir, 'state/.pulumi/stacks/macro-infra-preview');
  const file = join(stacks, `shop-pr-${number}.json`);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Moves the expiry in the plan that the stack exports. @param hours from now; negative: past */
export function expire(stateDir: string, number: number, hours: number): void {
  const at = new Date(Date.now() + hours * 3_600_000).toISOString();
  editState(stateDir, number, (text) =>
    text.replace(/("expiresAt": ?)"\d{4}-[^"]*"/g, `$1"${at}"`),
  );
}
