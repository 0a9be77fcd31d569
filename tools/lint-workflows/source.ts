import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** Where something stands in a YAML document: keys and indices from the root. */
export type Place = readonly (string | number)[];

/** A text value with its place. */
export interface TextValue {
  readonly place: Place;
  readonly text: string;
  /** Line it starts on, from 1. */
  readonly line: number;
}

/** A YAML file with what parsing alone would lose: lines, and the comments on them. */
export interface Source {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: unknown;
  readonly texts: readonly TextValue[];
  /** Line of a key or list item; 1 when there is none at this place. */
  readonly lineOf: (place: Place) => number;
  /** The comment that ends a line, without `#`; empty when there is none. */
  readonly commentOn: (line: number) => string;
  /** All comments of the file, by line. */
  readonly comments: readonly { readonly line: number; readonly text: string }[];
}

/** @throws Error with file and line when the file is no YAML. */
export function readSource(path: string, yaml: string): Source {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line } = counter.linePos(fault.pos[0]);
    throw new Error(`${path}:${line}: ${fault.message.split('\n')[0] ?? 'no YAML'}`);
  }
  const lines = yaml.split('\n');
  const comments = lines.flatMap((text, index) => {
    const comment = commentIn(text);
    return comment === '' ? [] : [{ line: index + 1, text: comment }];
  });
  const places = new Map<string, number>();
  const texts: TextValue[] = [];
  const lineAt = (node: unknown) => counter.linePos(startOf(node)).line;
  collect(document.contents, [], (place, node, key) => {
    places.set(JSON.stringify(place), lineAt(key ?? node));
    if (isScalar(node) && typeof node.value === 'string')
      texts.push({ place, text: node.value, line: lineAt(node) });
  });
  return {
    path,
    content: document.toJS() as unknown,
    texts,
    lineOf: (place) => places.get(JSON.stringify(place)) ?? 1,
    commentOn: (line) => comments.find((one) => one.line === line)?.text ?? '',
    comments,
  };
}

function collect(
  node: unknown,
  place: Place,
  found: (place: Place, node: unknown, key?: unknown) => void,
): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      found([...place, name], pair.value, pair.key);
      collect(pair.value, [...place, name], found);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      found([...place, index], item);
      collect(item, [...place, index], found);
    }
  }
}

function startOf(node: unknown): number {
  if (typeof node !== 'object' || node === null || !('range' in node)) return 0;
  return Array.isArray(node.range) ? Number(node.range[0]) : 0;
}

/** Quotes are respected: `'#1'` is no comment. */
function commentIn(line: string): string {
  const plain = line.replace(/'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"/g, (quoted) =>
    '_'.repeat(quoted.length),
  );
  const at = /(?:^|\s)#/.exec(plain);
  return at === null ? '' : line.slice(at.index).replace(/^\s*#/, '').trim();
}
