/** Every hidden mark of ours starts like this; user text that does is disarmed. */
export const MARK = '<!-- macro-infra:';

/**
 * First line of the one comment per app and pull request. Others can copy it: the comment's author
 * is checked too (github/sticky-comment.ts).
 */
export function commentMarker(app: string, number: number): string {
  // A slug by now; whatever else it were, it must not end the HTML comment.
  return `${MARK}preview app=${app.replace(/[^A-Za-z0-9-]|--+>?/g, '_')} pr=${number} -->`;
}
