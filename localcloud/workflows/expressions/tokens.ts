import { Lexer } from '@actions/expressions';
import { TokenType } from '@actions/expressions/lexer';
import type { Token } from '@actions/expressions/lexer';

/** Tokens of an expression. The library (0.3.61) reads only the first `''` of a text as a quote. */
export function tokensOf(expression: string): Token[] {
  return new Lexer(expression)
    .lex()
    .tokens.map((token) =>
      token.type === TokenType.STRING
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    );
}
