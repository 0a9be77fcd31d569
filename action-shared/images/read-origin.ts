import { appOfRepository } from '../config/app-name.ts';
import { SLUG_FORM } from '../naming/slug.ts';
import type { RunContext } from '../runner/context.ts';
import type { InputReader } from '../runner/inputs.ts';
import { PULL_REQUEST_NUMBER } from '../session/common-inputs.ts';
import { REPOSITORY_ALLOWED, REPOSITORY_PATTERN } from './image-names.ts';
import type { ImageOrigin } from './image-names.ts';

/**
 * Reads what names the images of all services alike.
 *
 * @param push whether the images go to `image-repository`, which is needed then
 */
export function readImageOrigin(
  read: InputReader,
  context: RunContext,
  push: boolean,
): Omit<ImageOrigin, 'service' | 'ref' | 'defaultBranch'> {
  return {
    app: read.text('app', SLUG_FORM) || appOfRepository(context.repository),
    repository: read.text('image-repository', {
      required: push,
      pattern: REPOSITORY_PATTERN,
      allowed: REPOSITORY_ALLOWED,
    }),
    prNumber: read.optionalInteger('pr-number', PULL_REQUEST_NUMBER),
    sha:
      read.text('sha', { pattern: /^[0-9a-f]{40}$/, allowed: '40 hexadecimal digits' }) ||
      context.sha,
    build: read.boolean('moving-tags') ? null : `${context.runId}.${context.runAttempt}`,
  };
}
