import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';
import { valuesSchema } from '../../programs/environment/schema.ts';

/** A value of a stack file, as its schema tells it. */
interface Value {
  /** `network.cidr` */
  readonly key: string;
  /** The words of the error that refuses anything else. */
  readonly allowed: string;
  /** JSON; empty: none; null: the value has to be given. */
  readonly default: string | null;
  /** The comment at its place in the schema; empty: its name says it. */
  readonly text: string;
}

const node = z.object({
  default: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  /** Of a list. */
  items: z.unknown().optional(),
  /** Of a mapping with names of its own. */
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  required: z.array(z.string()).default([]),
});
type Node = z.infer<typeof node>;

/** Where something wrong is put to be refused, and how the page writes that. */
interface Step {
  readonly key: string | number;
  readonly shown: string;
}
/** Stands for any name of a mapping's own. */
const ANY_NAME: Step = { key: 'name', shown: '.<name>' };
const ANY_ITEM: Step = { key: 0, shown: '[]' };

/** `docs/environment-values.md`, before formatting. */
export function environmentValuesPage(root: string): string {
  const comments = schemaComments(join(root, 'programs/environment'));
  const schema = node.parse(z.toJSONSchema(valuesSchema, { io: 'input', unrepresentable: 'any' }));
  const rows = valuesOf(schema, [], comments).map(({ key, allowed, default: own, text }) =>
    [`\`${key}\``, allowed, shownDefault(own), text].map(cell).join(' | '),
  );
  return [
    '# Values of a permanent environment',
    '',
    '<!-- Written by `node tools/docs/main.ts` from programs/environment/schema.ts; do not edit. -->',
    '',
    'What `macro-infra-environment:values` in `Pulumi.<environment>.yaml` may hold ([permanent environments](environments.md)). A value that is not allowed is refused with these words, and with all others',
    'that are wrong, before anything is created. Values inside one that is left out or `null` do not matter. Rules over several values (ranges that overlap, Fargate sizes, names, quotas) are told the same way.',
    '',
    '| Value | Allowed | Default | |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
}

function valuesOf(
  parent: Node,
  path: readonly Step[],
  comments: ReadonlyMap<string, string>,
): readonly Value[] {
  return Object.entries(parent.properties ?? {}).flatMap(([name, raw]) => {
    const own = node.parse(raw);
    const here = [...path, { key: name, shown: `.${name}` }];
    const inner = innerOf(own);
    const value = {
      key: shownPath(here),
      allowed: refusal(here),
      default: defaultOf(name, own, parent),
      text: comments.get(name) ?? '',
    };
    if (inner === null) return [value];
    return [
      value,
      ...valuesOf(inner.of, inner.step === null ? here : [...here, inner.step], comments),
    ];
  });
}

/** What a value is made of: its own keys, those of its items, or of what it maps names to. */
function innerOf(own: Node): { readonly of: Node; readonly step: Step | null } | null {
  const choices = [own, ...(own.anyOf ?? []).map((one) => node.parse(one))];
  for (const choice of choices) {
    if (choice.properties !== undefined) return { of: choice, step: null };
    for (const [raw, step] of [
      [choice.items, ANY_ITEM],
      [choice.additionalProperties, ANY_NAME],
    ] as const) {
      const inner = node.safeParse(raw);
      if (inner.data?.properties !== undefined) return { of: inner.data, step };
    }
  }
  return null;
}

function shownDefault(value: string | null): string {
  if (value === null) return '**required**';
  return value === '' ? '' : `\`${value}\``;
}

function shownPath(path: readonly Step[]): string {
  return path
    .map(({ shown }) => shown)
    .join('')
    .slice(1);
}

/** A mapping of known keys that may be left out has the defaults of what is in it. */
function defaultOf(name: string, own: Node, parent: Node): string | null {
  if (own.default !== undefined) return JSON.stringify(own.default);
  if (parent.required.includes(name)) return null;
  return own.properties === undefined ? '' : '{}';
}

/** What the schema says to a user who writes something impossible there. */
function refusal(path: readonly Step[]): string {
  const impossible = path.reduceRight<unknown>(
    (value, { key }) => (key === 0 ? [value] : { [key]: value }),
    Symbol('wrong'),
  );
  const found = valuesSchema.safeParse(impossible).error?.issues ?? [];
  const where = path.map(({ key }) => key).join('.');
  const own = found.find((issue) => issue.path.join('.') === where);
  if (own === undefined) throw new Error(`the schema takes anything for ${shownPath(path)}`);
  return own.message;
}

/** Comments of the schema by key, of the keys that are there only once: others would be told elsewhere. */
function schemaComments(folder: string): ReadonlyMap<string, string> {
  const found: (readonly [key: string, text: string])[] = [];
  for (const file of readdirSync(folder).filter((name) => /^schema[a-z-]*\.ts$/.test(name))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (one: ts.Node): void => {
      if (ts.isPropertyAssignment(one) || ts.isShorthandPropertyAssignment(one))
        found.push([one.name.getText(), commentAt(one)]);
      ts.forEachChild(one, visit);
    };
    visit(source);
  }
  const times = (key: string) => found.filter(([other]) => other === key).length;
  return new Map(found.filter(([key]) => times(key) === 1));
}

function commentAt(place: ts.Node): string {
  const [first] = ts.getJSDocCommentsAndTags(place);
  const comment = first === undefined ? undefined : ts.getTextOfJSDocComment(first.comment);
  return (comment ?? '').replace(/\s+/g, ' ');
}

function cell(text: string): string {
  const parts = text.split(/(`[^`]*`)/);
  const plain = parts.map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;')));
  return plain.join('').replaceAll('|', String.raw`\|`);
}
