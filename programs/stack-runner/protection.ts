import type { StackAddress } from '../../action-shared/engine/protocol.ts';
import { UserError } from '../../action-shared/errors.ts';
import { ENVIRONMENT_PROJECT } from '../../action-shared/naming/permanent-names.ts';
import { environmentOf } from '../environment/stack-files.ts';
import type { StackEngine } from './stack-engine.ts';

/**
 * Before a permanent environment is destroyed: the engine itself would name thirty protected resources,
 * and not the one switch. Other stacks protect nothing and are not asked.
 * @throws UserError when its `protection` was on at its last update
 */
export async function assertUnprotected(
  { project, stack }: Pick<StackAddress, 'project' | 'stack'>,
  engine: Pick<StackEngine, 'export'>,
): Promise<void> {
  if (project !== ENVIRONMENT_PROJECT) return;
  const resources = (await engine.export())?.deployment?.resources ?? [];
  const kept = resources.filter(({ protect }) => protect === true).length;
  if (kept === 0) return;
  const file = `Pulumi.${environmentOf(stack)}.yaml`;
  throw new UserError(
    `${stack} is protected (${kept} ${kept === 1 ? 'resource' : 'resources'}): set \`protection: false\` in ${file}, update the stack once, then destroy it.`,
  );
}
