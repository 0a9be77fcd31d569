/** Tags that every resource of a stack carries; AWS allows 50 per resource. */
export type Tags = Readonly<Record<string, string>>;

/** The stack's tags with the name that the AWS console shows. */
export function named(tags: Tags, name: string): Record<string, string> {
  return { ...tags, Name: name };
}
