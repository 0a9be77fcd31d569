/**
 * OpenAPI 3.0 has `nullable`, JSON Schema does not: a nullable enum gets `null` as a value, and a
 * nullable schema without a type becomes "this or null".
 */
export function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, asJsonSchema(one)] as const),
  );
  return inner['nullable'] === true ? withNull(inner) : inner;
}

function withNull(schema: Record<string, unknown>): Record<string, unknown> {
  const { nullable, enum: found, ...rest } = schema;
  const values: unknown = found;
  if (Array.isArray(values))
    return { ...rest, nullable, enum: [...new Set<unknown>(values).add(null)] };
  return 'type' in schema ? schema : { anyOf: [rest, { type: 'null' }] };
}
