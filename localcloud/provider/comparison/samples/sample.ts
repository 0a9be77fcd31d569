import type { Props } from '../../schema/prop.ts';

/** One valid resource of a type, and for its properties another valid value. */
export interface Sample {
  readonly token: string;
  readonly inputs: Props;
  readonly others: Props;
}

export const TAGS = { tags: { A: 'b' } };
export const OTHER_TAGS = { tags: { A: 'c' } };

/** A policy document of one statement. */
export function policyDocument(Action: string, rest: Props): string {
  const statement = { Effect: 'Allow', Action, ...rest };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
