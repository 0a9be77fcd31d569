import { parse } from 'yaml';
import { z } from 'zod';
import { UserError } from '../../action-shared/errors.ts';

const actionSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.object({
      description: z.string().min(1),
      required: z.boolean(),
      default: z.string().optional(),
    }),
  ),
  outputs: z.record(z.string(), z.object({ description: z.string().min(1) })),
});

export type ActionFile = z.infer<typeof actionSchema>;

/**
 * Reads an `action.yml`.
 *
 * @throws UserError when an input or output has no description: nothing undocumented is published.
 */
export function parseActionFile(text: string, name: string): ActionFile {
  const parsed = actionSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new UserError(`actions/${name}/action.yml: ${z.prettifyError(parsed.error)}`);
}

/** The Markdown tables of an action's inputs (name, what it is, default) and outputs. */
export function renderTables(action: ActionFile): { inputs: string; outputs: string } {
  const inputs = Object.entries(action.inputs).map(([name, input]) =>
    row(
      `\`${name}\``,
      input.description,
      input.required ? '**required**' : defaultOf(input.default),
    ),
  );
  const outputs = Object.entries(action.outputs).map(([name, output]) =>
    row(`\`${name}\``, output.description),
  );
  return {
    inputs: [row('Input', 'Description', 'Default'), row('---', '---', '---'), ...inputs].join(
      '\n',
    ),
    outputs: [row('Output', 'Description'), row('---', '---'), ...outputs].join('\n'),
  };
}

/**
 * Replaces the text between `<!-- <name>:start -->` and `<!-- <name>:end -->`.
 *
 * @throws UserError when the file has no such markers.
 */
export function replaceBetween(text: string, name: string, content: string, file: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new UserError(`${file}: the markers ${start} and ${end} are missing.`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function defaultOf(value: string | undefined): string {
  return value === undefined || value === '' ? '' : `\`${value}\``;
}
