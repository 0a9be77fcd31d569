import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createGitHub } from '../../action-shared/github/client.ts';
import {
  deleteSticky,
  readSticky,
  upsertSticky,
} from '../../action-shared/github/sticky-comment.ts';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

const runner = githubRunner();

async function main(): Promise<void> {
  const { context } = runner;
  const inputs = parseInputs((name) => runner.input(name), context);
  runner.setSecret(inputs.token);
  const gh = createGitHub({
    token: inputs.token,
    apiUrl: context.apiUrl,
    repository: context.repository,
    signal: runner.cancelled,
    log: (line) => runner.info(line),
  });
  const { number } = inputs;
  const result = await run(inputs, {
    sticky: {
      read: (marker) => readSticky(gh, { number, marker }),
      write: (marker, render) => upsertSticky(gh, { number, marker, render }),
      remove: (marker) => deleteSticky(gh, { number, marker }),
    },
    readFile: (path) => readText(resolve(context.workspace, path)),
    mask: (text) => runner.masker.mask(text),
  });
  runner.setOutput('comment-id', result.commentId ?? '');
  runner.setOutput('comment-url', result.commentUrl ?? '');
  runner.setOutput('changed', result.changed);
  runner.info(
    `Comment ${result.changed}${result.commentUrl === null ? '' : `: ${result.commentUrl}`}`,
  );
}

/** Text of a file; null when there is none. */
async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

main().catch((error: unknown) => runner.fail(error));
