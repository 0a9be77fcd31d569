import { DAY_SECONDS, durationSeconds } from '../config/durations.ts';

/** What a comment asks for. */
export type Command =
  | {
      readonly name: 'deploy';
      /** Commit it names; null: the head when it was written. */ readonly sha: string | null;
    }
  | { readonly name: 'destroy' | 'plan' }
  | { readonly name: 'extend'; /** Lifetime from now, such as `3d`. */ readonly ttl: string }
  | { readonly name: 'invalid'; /** What is allowed, one sentence. */ readonly problem: string };

/** The longest a command may extend a preview: longer ones are kept by the label `preview:keep`. */
export const LONGEST_EXTENSION_DAYS = 30;

/** A longer line is no command; all known ones are far shorter. */
const LONGEST_LINE = 200;

const KNOWN =
  '`/preview deploy`, `/preview destroy`, `/preview extend 3d` and `/preview plan` are known';
const EXTENSION = `Write \`/preview extend 3d\`: from 1h to ${LONGEST_EXTENSION_DAYS}d. The label \`preview:keep\` keeps a preview for longer.`;

/**
 * The command in the first line of a comment; null when it is none. Nothing of the comment's text is
 * repeated in a problem: it is a stranger's.
 */
export function parseCommand(body: string): Command | null {
  const line = (/^[^\r\n]*/.exec(body)?.[0] ?? '').trimEnd();
  const words = line.split(/[ \t]+/);
  if (words[0] !== '/preview') return null;
  if (line.length > LONGEST_LINE) return invalid(`The command is too long; ${KNOWN}.`);
  const [, name = '', ...given] = words;
  return commandOf(name, given);
}

function commandOf(name: string, given: readonly string[]): Command {
  const [first = null] = given;
  switch (name) {
    case 'deploy':
      return given.length <= 1 ? deployOf(first) : invalid(`${ONE_COMMIT}.`);
    case 'destroy':
    case 'plan':
      return given.length === 0 ? { name } : invalid(`\`/preview ${name}\` stands alone.`);
    case 'extend':
      return given.length === 1 ? extendOf(first ?? '') : invalid(EXTENSION);
    default:
      return invalid(`There is no such command; ${KNOWN}.`);
  }
}

const ONE_COMMIT =
  '`/preview deploy` takes at most one commit, written with all of its 40 hexadecimal digits';

/** Fewer digits than all could be met by another commit on purpose. */
function deployOf(sha: string | null): Command {
  if (sha === null || /^[0-9a-f]{40}$/.test(sha)) return { name: 'deploy', sha };
  return invalid(`${ONE_COMMIT}.`);
}

function extendOf(ttl: string): Command {
  const seconds = durationSeconds(ttl) ?? 0;
  const allowed = seconds >= 3600 && seconds <= LONGEST_EXTENSION_DAYS * DAY_SECONDS;
  return allowed ? { name: 'extend', ttl } : invalid(EXTENSION);
}

function invalid(problem: string): Command {
  return { name: 'invalid', problem };
}
