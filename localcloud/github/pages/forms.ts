import { createHmac, timingSafeEqual } from 'node:crypto';
import type { View } from '../shapes/view.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';

/** What pages with forms need beside the state. */
export interface PageView extends View {
  /** Random per server: without it nobody can make a form that is taken. */
  readonly formKey: string;
}

/** The token that a form for this path carries; of another path it is another one. */
export function formToken(key: string, path: string): string {
  return createHmac('sha256', key).update(path).digest('base64url');
}

/** Whether a form's token is the one of its path. */
export function isFormToken(key: string, path: string, token: string): boolean {
  const wanted = Buffer.from(formToken(key, path));
  const given = Buffer.from(token);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

export interface Button {
  readonly text: string;
  /** `danger` is red, `primary` green. @default plain */
  readonly look?: 'primary' | 'danger' | 'plain';
  /** Sent as `choice`. */
  readonly choice: string;
}

/** A form that posts to a path of this server. */
export function form(view: PageView, path: string, fields: Html, buttons: readonly Button[]): Html {
  return html`<form class="form" method="post" action="${path}">
    <input type="hidden" name="token" value="${formToken(view.formKey, path)}" />
    ${fields} ${buttons.map(button)}
  </form>`;
}

function button({ text, look = 'plain', choice }: Button): Html {
  return html`<button class="button ${look}" name="choice" value="${choice}">${text}</button> `;
}

/** Whom to act as: there is no login here. Nothing when nobody may. */
export function actorField(logins: readonly string[], label = 'as'): Html {
  if (logins.length === 0) return nothing;
  const options = logins.map((login) => html`<option>${login}</option>`);
  return html`<label class="mini mute"
    >${label}
    <select name="actor">
      ${options}
    </select></label
  > `;
}
