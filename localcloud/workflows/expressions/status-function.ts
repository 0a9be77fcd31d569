import { TokenType } from '@actions/expressions/lexer';
import { tokensOf } from './tokens.ts';

const STATUS_FUNCTIONS = ['success', 'failure', 'cancelled', 'always'];

/** A condition that does not ask for the status is meant to hold only after success. */
export function withStatusFunction(condition: string): string {
  const tokens = tokensOf(condition);
  const asks = tokens.some(
    ({ type, lexeme }, at) =>
      type === TokenType.IDENTIFIER &&
      STATUS_FUNCTIONS.includes(lexeme.toLowerCase()) &&
      tokens[at + 1]?.type === TokenType.LEFT_PAREN,
  );
  return asks ? condition : `success() && (${condition})`;
}
