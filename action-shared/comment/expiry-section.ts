/** Section of the comment that warns before a preview expires. */
export const EXPIRY_SECTION = 'expiry';
/** How the section begins when it is ours. */
export const EXPIRY_TITLE = '⏳ **This preview expires';

/**
 * The warning, from a day before the expiry on.
 *
 * @param expiresAt ISO 8601
 */
export function expirySection(expiresAt: string): string {
  const at = `${new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `${EXPIRY_TITLE} ${at}** and is removed then.`,
    'To keep it: push, comment `/preview extend 3d`, or add the label `preview:keep`.',
  ].join(' ');
}
