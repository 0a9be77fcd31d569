import { StringToken } from '@actions/workflow-parser/templates/tokens/string-token';
import { YamlObjectReader } from '@actions/workflow-parser/workflows/yaml-object-reader';

type Literal = ReturnType<YamlObjectReader['allowLiteral']>;

/**
 * Reads YAML by its values. The parser, made for editors, prefers the source of a text of several lines,
 * and would take the indentation of a folded one (`>-`) for a part of its value.
 */
export class ValueReader extends YamlObjectReader {
  override allowLiteral(): Literal {
    const token = super.allowLiteral();
    if (!(token instanceof StringToken) || token.source === undefined) return token;
    return new StringToken(token.file, token.range, token.value, token.definitionInfo);
  }
}
