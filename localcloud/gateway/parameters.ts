/** Values of a flattened list of the query protocols: `Subnets.member.1`, `.2`, ... in order. */
export function listOf(params: Readonly<Record<string, unknown>>, prefix: string): string[] {
  const values: string[] = [];
  for (let i = 1; typeof params[`${prefix}.${i}`] === 'string'; i++) {
    values.push(params[`${prefix}.${i}`] as string);
  }
  return values;
}

/** Values of all parameters whose name matches, e.g. every target group that a call names. */
export function valuesMatching(params: Readonly<Record<string, unknown>>, name: RegExp): string[] {
  return Object.entries(params).flatMap(([key, value]) =>
    name.test(key) && typeof value === 'string' ? [value] : [],
  );
}

/** How AWS words a value that its model does not allow. */
export function modelViolation(value: string, member: string, constraint: string): string {
  return `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;
}
