import { z } from 'zod';

/** Colour directives of the engine's own markup, and what terminals understand. */
// eslint-disable-next-line no-control-regex -- escape sequences are what is looked for
const MARKUP = /<\{%[^%]*%\}>|\u001b\[[0-9;]*[A-Za-z]/g;

/** The error document of a function that failed, as the plugin puts it into its message. */
const FUNCTION_FAILURE = /invoking Lambda Function \(([^)]*)\): (\{.*\})/g;

/** A diagnostic as plain text: no colours, no stack trace, no blank lines at its ends. */
export function plainText(message: string): string {
  const told = message.replace(MARKUP, '').replace(FUNCTION_FAILURE, functionFailure);
  const lines = told.split('\n');
  return lines
    .filter((line) => !/^\s+at .+[:)]\d*\)?$/.test(line))
    .join('\n')
    .trim();
}

/** What the function said, with its line breaks; a document of another form stays as it is. */
function functionFailure(whole: string, _name: string, document: string): string {
  try {
    return z.object({ errorMessage: z.string() }).parse(JSON.parse(document)).errorMessage;
  } catch {
    return whole; // not the error document of a function
  }
}

/** What the CLI itself said on stderr, from the Automation API's `CommandError` text. */
export function cliMessage(commandError: string): string {
  const [, stderr = commandError] = /\n stderr: ([\s\S]*?)\n err\?: /.exec(commandError) ?? [];
  const lines = plainText(stderr)
    .split('\n')
    .filter((line) => !/^Command failed with exit code/.test(line));
  const first = lines.findIndex((line) => line.startsWith('error: '));
  return lines
    .slice(Math.max(first, 0))
    .map((line) => line.replace(/^error: /, ''))
    .join('\n')
    .trim();
}
