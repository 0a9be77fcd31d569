import type { ActionFile, Contract, LintedFile, WorkflowFile } from './model.ts';

/** How workflows name the actions and workflows of this repository. */
export const OWN = 'org/macro-infra/';

/** Release that they name them at; their callers choose it. */
export const RELEASE = 'v1';

export type Reference =
  | { readonly kind: 'own'; readonly path: string; readonly ref: string }
  | { readonly kind: 'other'; readonly name: string; readonly ref: string };

/** `uses:` of a step or job, taken apart. `path` is from the root of this repository. */
export function referenceOf(uses: string): Reference {
  if (uses.startsWith('./')) return { kind: 'own', path: uses.slice(2), ref: RELEASE };
  const at = uses.lastIndexOf('@');
  const [name, ref] = at < 0 ? [uses, ''] : [uses.slice(0, at), uses.slice(at + 1)];
  if (name.startsWith(OWN)) return { kind: 'own', path: name.slice(OWN.length), ref };
  return { kind: 'other', name, ref };
}

/** The files of this repository by the way they are referred to. */
export class Files {
  readonly #byPath: ReadonlyMap<string, LintedFile>;

  constructor(files: readonly LintedFile[]) {
    this.#byPath = new Map(
      files.map((file) => [file.source.path.replace(/\/action\.ya?ml$/, ''), file]),
    );
  }

  /** The file that `uses` names; undefined when it is another's, null when it should be ours and is not there. */
  named(uses: string): LintedFile | null | undefined {
    const reference = referenceOf(uses);
    if (reference.kind === 'other') return undefined;
    return this.#byPath.get(reference.path) ?? null;
  }

  action(uses: string): ActionFile | undefined {
    const file = this.named(uses);
    return file?.kind === 'action' ? file : undefined;
  }

  workflow(uses: string): WorkflowFile | undefined {
    const file = this.named(uses);
    return file?.kind === 'workflow' ? file : undefined;
  }

  contract(uses: string): Contract | null | undefined {
    const file = this.named(uses);
    return file ? file.contract : file;
  }
}
