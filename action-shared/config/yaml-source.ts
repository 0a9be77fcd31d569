import { LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { errorMessage } from '../errors.ts';
import type { Problem } from './problems.ts';

/** Against documents that grow without end when their aliases are followed. */
const MAX_ALIASES = 50;

/** A parsed YAML text that still knows where everything stands. */
export interface YamlSource {
  readonly value: unknown;
  /** Faults of the YAML itself: bad indentation, the same key twice. */
  readonly problems: readonly Problem[];
  /** `line:column` of a value, of its nearest parent when it is not there; null for an empty file. */
  position(path: readonly PropertyKey[]): string | null;
  /** `line:column` of a key. */
  keyPosition(path: readonly PropertyKey[], key: string): string | null;
}

/**
 * Parses one YAML 1.2 document. Never throws: what is wrong is in `problems`.
 */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined) => {
    if (offset === undefined) return null;
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  const problems = document.errors.map((error) => ({
    path: 'YAML',
    position: at(error.pos[0]),
    found: yamlFault(error.code, error.message),
    allowed: error.code === 'DUPLICATE_KEY' ? 'each key once' : 'valid YAML 1.2',
  }));
  const plain = problems.length > 0 ? { value: undefined, problems } : toPlain(document);
  return {
    ...plain,
    position: (path) => at(offsetOf(document, path)),
    keyPosition: (path, key) => at(keyOffset(document, path, key)),
  };
}

/** Aliases are followed only here, so that one without its anchor shows only now. */
function toPlain(document: Document): Pick<YamlSource, 'value' | 'problems'> {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }), problems: [] };
  } catch (error) {
    const found = errorMessage(error);
    const allowed = 'aliases (*name) of anchors (&name) that stand before them';
    return { value: undefined, problems: [{ path: 'YAML', position: null, found, allowed }] };
  }
}

function yamlFault(code: string, message: string): string {
  return code === 'DUPLICATE_KEY' ? 'the same key twice' : (message.split('\n')[0] ?? message);
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0];
  }
  return undefined;
}

function keyOffset(
  document: Document,
  path: readonly PropertyKey[],
  key: string,
): number | undefined {
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}
