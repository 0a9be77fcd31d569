/**
 * Fills in and sends a form of a page, with the page's own hidden fields, as a person's browser does.
 *
 * @param actionEnd End of the address that the form is sent to; the first such form is taken.
 * @throws Error when the page has no such form, or what was sent is refused.
 */
export async function submitForm(
  page: string,
  actionEnd: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const html = await (await fetch(page)).text();
  const forms = [...html.matchAll(/<form[^>]* action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/g)];
  const [, action = '', content = ''] =
    forms.find(([, address]) => address?.endsWith(actionEnd)) ?? [];
  if (action === '') throw new Error(`${page} has no form for ${actionEnd}`);
  const hidden = [...content.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const own = hidden.map(([, name = '', value = '']) => [name, value] as const);
  const body = new URLSearchParams({ ...Object.fromEntries(own), ...fields });
  const answer = await fetch(new URL(action, page), {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  if (answer.status === 303) return;
  throw new Error(`${page}: the form was refused with ${answer.status}: ${await answer.text()}`);
}
