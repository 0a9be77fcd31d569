import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** One argument or output, as its declaration and docstring tell it. */
export interface Member {
  /** `health.path` for one inside another. */
  readonly name: string;
  /** As written in the source, without `readonly`. */
  readonly type: string;
  readonly optional: boolean;
  /** Text of `@default`; null: none. */
  readonly default: string | null;
  readonly text: string;
  /** Kinds of a union that have it, as their discriminating literals; null: all. */
  readonly only: string | null;
}

export interface ComponentDoc {
  readonly name: string;
  /** `macro:network:Network` */
  readonly token: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly args: readonly Member[];
  readonly outputs: readonly Member[];
}

/** Types of ours whose properties are told one by one; those of engine and cloud are one cell. */
const OPENED = /\{|\b\w+(Args|Side|Hours)\b|\bLifecycle\b/;

/**
 * Every component below `folder` with its docstrings, by token.
 *
 * @param root of the repository, which file names are given from
 */
export function readComponents(folder: string, root: string): readonly ComponentDoc[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
  // Only our own files are read: types of the engine and the cloud are told as they are written.
  const program = ts.createProgram(files, {
    noResolve: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
  });
  const checker = program.getTypeChecker();
  return files
    .flatMap((file) => classesIn(program.getSourceFile(file)))
    .map((node) => componentDoc(node, checker, root))
    .filter((one) => one !== null)
    .sort((a, b) => (a.token < b.token ? -1 : 1));
}

function classesIn(source: ts.SourceFile | undefined): readonly ts.ClassDeclaration[] {
  const statements: readonly ts.Statement[] = source?.statements ?? [];
  return statements.filter(ts.isClassDeclaration);
}

function componentDoc(
  node: ts.ClassDeclaration,
  checker: ts.TypeChecker,
  root: string,
): ComponentDoc | null {
  const build = node.members.find(ts.isConstructorDeclaration);
  const token = build === undefined ? null : tokenOf(build);
  const given = build?.parameters[1]?.type;
  if (token === null || given === undefined || node.name === undefined) return null;
  const symbol = checker.getSymbolAtLocation(node.name);
  return {
    name: node.name.text,
    token,
    file: relative(root, node.getSourceFile().fileName),
    text: plain(symbol?.getDocumentationComment(checker)),
    args: argumentsOf(checker.getTypeFromTypeNode(given), checker),
    outputs: node.members
      .filter(ts.isPropertyDeclaration)
      .filter((one) => !isPrivate(one))
      .map((one) => memberOf(one.name.getText(), one, checker, '')),
  };
}

function isPrivate(node: ts.PropertyDeclaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
}

/** The literal that the constructor hands to `super`. */
function tokenOf(build: ts.ConstructorDeclaration): string | null {
  let token: string | null = null;
  const visit = (node: ts.Node): void => {
    const [first] = ts.isCallExpression(node) ? node.arguments : [];
    if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.SuperKeyword &&
      first !== undefined &&
      ts.isStringLiteral(first)
    )
      token = first.text;
    ts.forEachChild(node, visit);
  };
  visit(build);
  return token;
}

/** Arguments in the order of their declaration; of a union those of every kind, each told once. */
function argumentsOf(type: ts.Type, checker: ts.TypeChecker): readonly Member[] {
  const kinds = type.isUnion() ? type.types : [type];
  const members = new Map<string, Member>();
  for (const kind of kinds)
    for (const symbol of kind.getProperties()) {
      const holders = kinds.filter((one) => one.getProperty(symbol.name) !== undefined);
      const only = holders.length === kinds.length ? null : holders.map(kindName).join(', ');
      for (const one of opened(symbol, checker, ''))
        members.set(one.name, together(members.get(one.name), { ...one, only }));
    }
  return [...members.values()];
}

/** The same argument of two kinds: both types, both texts where they differ. */
function together(first: Member | undefined, second: Member): Member {
  if (first === undefined) return second;
  const both = (a: string, b: string, between: string) =>
    a === b || b === '' ? a : `${a}${between}${b}`;
  return {
    ...first,
    type: both(first.type, second.type, ' | '),
    text: both(first.text, second.text, ' '),
  };
}

function kindName(type: ts.Type): string {
  return (type.aliasSymbol ?? type.symbol).name;
}

/** A property, and after it those of the object that it is. */
function opened(symbol: ts.Symbol, checker: ts.TypeChecker, prefix: string): readonly Member[] {
  const declaration = symbol.declarations?.[0];
  if (
    declaration === undefined ||
    !(ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration))
  )
    return [];
  const own = memberOf(symbol.name, declaration, checker, prefix);
  const node = declaration.type;
  if (node === undefined || !OPENED.test(own.type)) return [own];
  const inner = checker.getNonNullableType(checker.getTypeFromTypeNode(node));
  if (inner.isUnion()) return [own];
  const members = inner.getProperties().flatMap((one) => opened(one, checker, `${own.name}.`));
  // A literal shows its properties in its own cell: they are told again only where they have words.
  const inline = own.type.includes('{');
  return [own, ...members.filter(({ text }) => !inline || text !== '')];
}

function memberOf(
  name: string,
  node: ts.PropertySignature | ts.PropertyDeclaration,
  checker: ts.TypeChecker,
  prefix: string,
): Member {
  const symbol = checker.getSymbolAtLocation(node.name);
  const tag = symbol?.getJsDocTags(checker).find((one) => one.name === 'default');
  return {
    name: `${prefix}${name}`,
    type: typeText(node.type),
    optional: node.questionToken !== undefined,
    default: tag === undefined ? null : plain(tag.text),
    text: plain(symbol?.getDocumentationComment(checker)) || textOfAlias(node.type, checker),
    only: null,
  };
}

/** Docstring of a named type: what `tags: Tags` means is said once, at `Tags`. */
function textOfAlias(node: ts.TypeNode | undefined, checker: ts.TypeChecker): string {
  if (node === undefined || !ts.isTypeReferenceNode(node)) return '';
  const symbol = checker.getSymbolAtLocation(node.typeName);
  if (symbol === undefined) return '';
  const alias =
    (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  const files = (alias.declarations ?? []).map((one) => one.getSourceFile().fileName);
  const ours = files.length > 0 && files.every((file) => !file.includes('node_modules'));
  return ours ? plain(alias.getDocumentationComment(checker)) : '';
}

function typeText(node: ts.TypeNode | undefined): string {
  const text = node?.getText() ?? 'unknown';
  return text
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replaceAll('readonly ', '')
    .replace(/\s+/g, ' ')
    .replace(/; }/g, ' }')
    .trim();
}

function plain(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return ts
    .displayPartsToString(parts === undefined ? [] : [...parts])
    .replace(/\s+/g, ' ')
    .trim();
}
