import type { Finding, LintedFile } from '../model.ts';
import { referenceOf, RELEASE } from '../references.ts';

const COMMIT = /^[0-9a-f]{40}$/;
const VERSION = /^v?\d+(?:\.\d+)*\b/;

/**
 * Others' actions are pinned by commit, with the version that it is in a comment; our own are named at the
 * release. A container is pinned by digest.
 */
export function checkPins({ source }: LintedFile): readonly Finding[] {
  return source.texts
    .filter(({ place }) => place.at(-1) === 'uses')
    .flatMap(({ text, line }) => {
      const message = wrongPin(text, source.commentOn(line));
      return message === undefined ? [] : [{ path: source.path, line, message }];
    });
}

function wrongPin(uses: string, comment: string): string | undefined {
  if (uses.startsWith('docker://'))
    return /@sha256:[0-9a-f]{64}$/.test(uses) ? undefined : `${uses} is not pinned by digest`;
  const reference = referenceOf(uses);
  if (reference.kind === 'own')
    return reference.ref === RELEASE ? undefined : `${uses} is not named at @${RELEASE}`;
  if (!COMMIT.test(reference.ref)) return `${uses} is not pinned by commit (40 hexadecimal digits)`;
  return VERSION.test(comment)
    ? undefined
    : `${uses}: the version is missing in a comment (# v1.2.3)`;
}
