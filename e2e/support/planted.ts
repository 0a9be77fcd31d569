import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Lines of a secret that say something; shorter ones (`{`) are in any text. */
const LONG_LINE = 12;

/** The five encodings in which a secret is looked for. */
const ENCODINGS: Readonly<Record<string, (secret: string) => readonly string[]>> = {
  plain: (secret) => [secret],
  base64: (secret) => [Buffer.from(secret).toString('base64').replace(/=+$/, '')],
  'URL-escaped': (secret) => [encodeURIComponent(secret)],
  'JSON-escaped': (secret) => [JSON.stringify(secret).slice(1, -1)],
  'per line': (secret) =>
    secret
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length >= LONG_LINE),
};

/** `secret in encoding` for everything of the secrets that is in a text. */
export function leaksIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(ENCODINGS)
      .filter(([, encode]) => encode(secret).some((form) => text.includes(form)))
      .map(([encoding]) => `${name} in ${encoding}`),
  );
}

/** A log without the lines by which the runner is told what to mask: it obeys and never shows them. */
export function withoutMaskCommands(rawLog: string): string {
  return rawLog
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
}

/** All that lies below a folder, as one text; file names are in it too. */
export function everythingBelow(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .map((file) => `${file}\n${readFileSync(file, 'latin1')}`)
    .join('\n');
}
