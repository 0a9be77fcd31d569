import { z } from 'zod';

const texts = z.union([
  z.string().transform((one) => [one]),
  z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)),
]);
const value = z.union([z.number(), z.boolean()]).transform((one) => [String(one)]);
const operators = z.record(z.string(), z.record(z.string(), z.union([texts, value])));
const statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), texts)]).optional(),
  Action: texts.optional(),
  Condition: operators.default({}),
});
const policy = z.looseObject({
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

type Statement = z.output<typeof statement>;

/** Values of condition keys, by key in lower case. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

export interface WebIdentity {
  /** ARN of the identity provider. */
  readonly provider: string;
  readonly context: RequestContext;
}

const action = 'sts:AssumeRoleWithWebIdentity';

/**
 * Whether a role's trust policy lets a web identity assume it. Anything that is not understood is
 * no.
 */
export function isTrusted(document: unknown, identity: WebIdentity): boolean {
  const found = policy.safeParse(document);
  if (!found.success) return false;
  const matching = found.data.Statement.filter((one) => concerns(one, identity.provider));
  const { context } = identity;
  if (matching.some((one) => one.Effect === 'Deny' && holds(one, context) !== 'no')) return false;
  return matching.some((one) => one.Effect === 'Allow' && holds(one, context) === 'yes');
}

function concerns({ Principal, Action }: Statement, provider: string): boolean {
  const named = Principal === '*' || (Principal?.['Federated']?.includes(provider) ?? false);
  return named && (Action ?? []).some((one) => isLike(action.toLowerCase(), one.toLowerCase()));
}

type Verdict = 'yes' | 'no' | 'unknown';

/** All conditions must hold; one that cannot be judged makes the whole unknown. */
function holds({ Condition }: Statement, context: RequestContext): Verdict {
  const verdicts = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) =>
      judge(operator, context.get(key.toLowerCase()), wanted),
    ),
  );
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unknown') ? 'unknown' : 'yes';
}

type Comparison = (found: string, wanted: string) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: (found, wanted) => found === wanted,
  StringEqualsIgnoreCase: (found, wanted) => found.toLowerCase() === wanted.toLowerCase(),
  StringLike: isLike,
};

const operatorParts =
  /^(?:(ForAnyValue|ForAllValues):)?String(Not)?(EqualsIgnoreCase|Equals|Like)(IfExists)?$/;

function judge(
  operator: string,
  found: readonly string[] | undefined,
  wanted: readonly string[],
): Verdict {
  if (operator === 'Null') return verdict((found === undefined) === (wanted[0] === 'true'));
  const [whole, quantifier, not, kind = '', ifExists] = operatorParts.exec(operator) ?? [];
  const compare = comparisons[`String${kind}`];
  if (whole === undefined || compare === undefined) return 'unknown';
  if (found === undefined) {
    // AWS: an absent key fulfils negations, `IfExists` and `ForAllValues`, and nothing else.
    return verdict(not !== undefined || ifExists !== undefined || quantifier === 'ForAllValues');
  }
  const matches = (one: string): boolean =>
    wanted.some((text) => compare(one, text)) !== (not !== undefined);
  return verdict(quantifier === 'ForAnyValue' ? found.some(matches) : found.every(matches));
}

function verdict(holding: boolean): Verdict {
  return holding ? 'yes' : 'no';
}

/** `*` stands for any text, `?` for one character; case counts. */
function isLike(found: string, pattern: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(found);
}
