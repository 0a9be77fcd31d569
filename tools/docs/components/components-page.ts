import { UserError } from '../../../action-shared/errors.ts';
import type { ComponentDoc, Member } from './read-components.ts';

/** What each module is about, in the order of the page. */
const MODULES: Readonly<Record<string, string>> = {
  network: 'Networks, who may reach what, and ways to other networks.',
  routing: 'How requests find a service.',
  compute: 'Containers: services, tasks by hand and by the clock, scaling.',
  data: 'Databases, caches, buckets and backups.',
  configuration: 'Settings and secrets.',
  registry: 'Images.',
  identity: 'Roles of tasks, and people who sign in.',
  edge: 'In front of the load balancer.',
  watching: 'Alarms, dashboards, budgets and drift.',
};

/**
 * `docs/components.md`, before formatting.
 *
 * @throws UserError that names every component or argument without a docstring, and every component
 * whose words name no price: nothing undocumented is published
 */
export function componentsPage(components: readonly ComponentDoc[]): string {
  const faults = components.flatMap(undocumented);
  if (faults.length > 0) throw new UserError(`Without a docstring:\n${faults.join('\n')}`);
  const byModule = Map.groupBy(components, moduleOf);
  const modules = [...new Set([...Object.keys(MODULES), ...byModule.keys()])];
  return [
    '# Components',
    '',
    '<!-- Written by `node tools/docs/main.ts` from the docstrings in programs/components; do not edit. -->',
    '',
    `The ${components.length} components that base, previews and permanent environments are made of ([pictures](concepts.md)). Each is one file and one`,
    '`ComponentResource`; its token is its type in the state. Prices are list prices of us-east-1, rounded; the estimate of an environment counts exactly ([costs](costs.md)).',
    'An argument without a default has to be given.',
    '',
    ...modules.map((module) => overview(module, byModule.get(module) ?? [])),
    '',
    ...modules.flatMap((module) => section(module, byModule.get(module) ?? [])),
  ].join('\n');
}

/** `macro:network:Peering` -> `network` */
function moduleOf({ token }: ComponentDoc): string {
  return token.split(':')[1] ?? '';
}

function undocumented({ file, name, text, args }: ComponentDoc): readonly string[] {
  const without = args.filter((one) => one.text === '').map((one) => `${name}.${one.name}`);
  const said = [text, ...args.map((one) => one.text)].join(' ');
  const price = /\b(USD|free|costs|cents)\b/i.test(said)
    ? []
    : [`${name}: its price, or that it is free`];
  return [...(text === '' ? [name] : []), ...without, ...price].map((one) => `- ${file}: ${one}`);
}

function overview(module: string, components: readonly ComponentDoc[]): string {
  const links = components.map(({ name }) => `[${name}](#${name.toLowerCase()})`);
  return `- **${module}**: ${links.join(', ')}`;
}

function section(module: string, components: readonly ComponentDoc[]): readonly string[] {
  return [`## ${module}`, '', MODULES[module] ?? '', '', ...components.flatMap(componentLines)];
}

function componentLines({ name, token, file, text, args, outputs }: ComponentDoc): string[] {
  const results = outputs.map((one) =>
    row(code(one.name), code(shortType(one.type)), one.text || words(one.name)),
  );
  return [
    ...[`### ${name}`, '', `\`${token}\` · [${file}](../${file})`, '', escaped(text), ''],
    row('Argument', 'Type', 'Default', 'What it is'),
    row('---', '---', '---', '---'),
    ...args.map(argumentRow),
    '',
    ...(results.length === 0
      ? ['No outputs.', '']
      : [row('Output', 'Type', 'What it is'), row('---', '---', '---'), ...results, '']),
  ];
}

function argumentRow(one: Member): string {
  const kind = one.only === null ? '' : ` (${kindWords(one.only)} only)`;
  const type = one.type.includes('{') ? 'object' : shortType(one.type);
  const shape = one.type.includes('{') ? ` Shape: ${code(shortType(one.type))}` : '';
  return row(code(one.name), code(type), defaultOf(one), `${escaped(one.text)}${kind}${shape}`);
}

function defaultOf({ optional, default: value }: Member): string {
  if (!optional) return '**required**';
  if (value === null) return '';
  return /^(\d+|true|false|[A-Z_]+|'.*'|\[.*\])$/.test(value) ? code(value) : escaped(value);
}

/** `AuroraArgs` -> `Aurora` */
function kindWords(kinds: string): string {
  return kinds.replaceAll('Args', '');
}

/** `pulumi.Input<string>` says little to a reader: what may be an output of another is the rule. */
function shortType(type: string): string {
  let before = '';
  let text = type;
  while (before !== text) {
    before = text;
    text = text
      .replace(/pulumi\.(?:Input|Output)<((?:[^<>]|<[^<>]*>)*)>/g, '$1')
      .replace(/Readonly<(Record<[^<>]*>)>/g, '$1');
  }
  return text;
}

/** `clusterName` -> `cluster name`, for outputs that say what they are by their names. */
function words(name: string): string {
  const text = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\b(arn|arns|id|ids|vpc|dns|url|http|https)\b/g, (word) =>
      word.toUpperCase().replace(/S$/, (s) => (/^(arns|ids)$/.test(word) ? 's' : s)),
    );
  return `The ${text}.`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Text of a docstring outside code, safe in a table. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[<*_]/g, String.raw`\$&`)))
    .join('');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}
