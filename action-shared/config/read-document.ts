import type { z } from 'zod';
import { didYouMean, inFileOrder, showFound } from './problems.ts';
import type { Problem } from './problems.ts';
import { withoutFaults } from './repair.ts';
import { documentProblems } from './rules.ts';
import type { RuleProblem } from './rules.ts';
import { appDocumentSchema } from './schema.ts';
import type { AppDocument } from './schema.ts';
import { readYaml } from './yaml-source.ts';
import type { YamlSource } from './yaml-source.ts';

/** A document, or every reason why it is none. */
export interface ReadDocument {
  readonly document: AppDocument | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads the app's file: YAML, then shape, then the rules over several values. Rules are checked also
 * on what is left of a document with a wrong shape, so that one run tells everything.
 */
export function readAppDocument(text: string): ReadDocument {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) return { document: null, problems: yaml.problems };
  const parsed = appDocumentSchema.safeParse(yaml.value, { reportInput: true });
  const placed = (rule: RuleProblem): Problem => ({
    path: rule.at.join('.'),
    position: yaml.position(rule.at),
    found: rule.found,
    allowed: rule.allowed,
  });
  if (parsed.success) {
    const problems = inFileOrder(documentProblems(parsed.data).map(placed));
    return { document: problems.length === 0 ? parsed.data : null, problems };
  }
  const shape = parsed.error.issues.flatMap((issue) => issueProblems(issue, yaml, []));
  const rest = appDocumentSchema.safeParse(withoutFaults(yaml.value, parsed.error.issues));
  const rules = rest.success ? documentProblems(rest.data).map(placed) : [];
  const problems = [...shape, ...rules.filter((rule) => !isConsequence(rule, shape))];
  return { document: null, problems: inFileOrder(onePerPlace(problems)) };
}

/** True when a value beside it, or inside it, was already found wrong: the rule saw a default. */
function isConsequence(rule: Problem, shape: readonly Problem[]): boolean {
  const parent = rule.path.slice(0, rule.path.lastIndexOf('.'));
  if (rule.path === 'services' && shape.some(({ path }) => /^services\.[^.]+$/.test(path)))
    return true;
  const sizes = [`${parent}.cpu`, `${parent}.memory`];
  return shape.some(({ path }) => path === rule.path || sizes.includes(path));
}

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, yaml: YamlSource, parent: readonly PropertyKey[]): Problem[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      position: yaml.keyPosition(path, key),
      found: `an unknown key${didYouMean(key, issue.message.split(', '))}`,
      allowed: issue.message,
    }));
  }
  if (issue.code === 'invalid_union') {
    const branch = meantBranch(issue.errors, issue.input);
    if (branch !== null) return branch.flatMap((inner) => issueProblems(inner, yaml, path));
  }
  if (issue.code === 'invalid_key') return [keyProblem(issue, yaml, path)];
  return [
    {
      path: path.length === 0 ? 'the file' : path.join('.'),
      position: yaml.position(path),
      found: showFound(issue.input),
      allowed: issue.message,
    },
  ];
}

function keyProblem(
  issue: Extract<Issue, { code: 'invalid_key' }>,
  yaml: YamlSource,
  path: readonly PropertyKey[],
): Problem {
  const key = String(path.at(-1));
  return {
    path: path.join('.'),
    position: yaml.keyPosition(path.slice(0, -1), key),
    found: showFound(key),
    allowed: issue.issues[0]?.message ?? issue.message,
  };
}

/** Of a union's branches the one whose kind (text, number, mapping) was written; null if none. */
function meantBranch(branches: readonly Issue[][], input: unknown): readonly Issue[] | null {
  const meant = branches.find((issues) => !issues.some(isWrongKind));
  return meant ?? (branches.every(hasOwnWords) ? pickBranch(branches, input) : null);
}

function isWrongKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

/** Branches of zod's own words say less than the union's message. */
function hasOwnWords(issues: readonly Issue[]): boolean {
  return issues.every((issue) => !issue.message.startsWith('Invalid input'));
}

function pickBranch(branches: readonly Issue[][], input: unknown): readonly Issue[] | null {
  return (typeof input === 'object' ? branches.at(-1) : branches[0]) ?? null;
}

function onePerPlace(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ path, found }) => {
    const key = `${path} ${found}`;
    return !seen.has(key) && seen.add(key);
  });
}
