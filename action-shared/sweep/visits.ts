/** When somebody last asked a preview for something, or why that is not known. */
export type Visits =
  /** `last`: milliseconds since the epoch, the beginning of the minutes counted; null: not at all. */
  | { readonly known: true; readonly last: number | null }
  | { readonly known: false; readonly why: string };
