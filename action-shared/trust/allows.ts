import { z } from 'zod';
import { ISSUER } from './trust-policy.ts';

const values = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const conditions = z.record(z.string(), z.record(z.string(), values));
const policySchema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(['Allow', 'Deny']),
      Action: values,
      Principal: z.object({ Federated: values }),
      Condition: conditions.default({}),
    }),
  ),
});

/** The operators that our policies use; an unknown one matches nothing. */
const OPERATORS: Readonly<Record<string, (value: string, pattern: string) => boolean>> = {
  StringEquals: (value, pattern) => value === pattern,
  StringLike: (value, pattern) => like(pattern).test(value),
};

/**
 * Whether a trust policy lets a token of GitHub assume the role, as IAM evaluates it: every operator
 * and key must hold, one of a key's values is enough, a claim that is missing or empty matches
 * nothing, and a Deny wins.
 *
 * @param policy the policy document, as JSON
 */
export function allows(policy: unknown, claims: Readonly<Record<string, string>>): boolean {
  const statements = policySchema
    .parse(policy)
    .Statement.filter(
      (one) =>
        one.Action.includes('sts:AssumeRoleWithWebIdentity') &&
        one.Principal.Federated.some((arn) => arn.endsWith(`:oidc-provider/${ISSUER}`)) &&
        holds(one.Condition, claims),
    );
  return statements.length > 0 && statements.every(({ Effect }) => Effect === 'Allow');
}

function holds(
  condition: z.infer<typeof conditions>,
  claims: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, patterns]) => {
      const value = key.startsWith(`${ISSUER}:`) ? claims[key.slice(ISSUER.length + 1)] : undefined;
      if (value === undefined || value === '') return false;
      return patterns.some((pattern) => OPERATORS[operator]?.(value, pattern) === true);
    }),
  );
}

/** `*` is any text, `?` any character; nothing else is special. */
function like(pattern: string): RegExp {
  const text = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
