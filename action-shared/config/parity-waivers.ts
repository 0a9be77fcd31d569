import { problemsError } from './problems.ts';
import { readAppDocument } from './read-document.ts';
import type { AppDocument } from './schema.ts';

type Written = NonNullable<NonNullable<AppDocument['parity']>['waivers']>[number];

/** A waiver as the app's file says it, its setting filled in. */
export type FileWaiver = Written & { readonly path: string };

/**
 * The waivers of broken parity in the app's file.
 *
 * @param fileName for messages: `.github/macro-infra.yml`
 * @throws UserError with every problem of the file
 */
export function parityWaivers(text: string, fileName: string): readonly FileWaiver[] {
  const { document, problems } = readAppDocument(text);
  if (document === null || problems.length > 0) throw problemsError(fileName, problems);
  return (document.parity?.waivers ?? []).map((waiver) => ({
    ...waiver,
    path: waiver.path ?? '*',
  }));
}
