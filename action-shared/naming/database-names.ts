import { previewEnvironment } from './preview-names.ts';

/** What a preview's database is called, everywhere. */
export interface DatabaseNames {
  /** `shop_pr_42` */
  readonly name: string;
  /** Role that owns it: `preview_shop_pr_42`. PostgreSQL keeps names that begin with `pg_` to itself. */
  readonly role: string;
  /** Secret with its credentials: `preview/shop_pr_42`. */
  readonly secretName: string;
}

/**
 * Names of a preview's database, role and secret: lower-case identifiers of at most 63 bytes that need
 * no quotes in PostgreSQL. Two previews never share one: a slug has no `_`, and digits end the name.
 */
export function databaseNames(app: string, number: number): DatabaseNames {
  const name = `${app}-${previewEnvironment(number)}`.replaceAll('-', '_');
  return { name, role: `preview_${name}`, secretName: `preview/${name}` };
}
