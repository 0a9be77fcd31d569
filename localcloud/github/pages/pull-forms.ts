import type { Issue, PullRequest } from '../state/model.ts';
import { actorField, form } from './forms.ts';
import type { Button, PageView } from './forms.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { people } from './people.ts';

/** Forms under a conversation: a comment by anyone, and what may happen to the pull request. */
export function pullForms(view: PageView, issue: Issue, pull: PullRequest): Html {
  const path = `/${issue.repo}/pull/${issue.number}`;
  const everyone = actorField(people(view, issue.author));
  const comment = html`<textarea
      name="comment"
      rows="3"
      placeholder="Add your comment"
      aria-label="Comment"
    ></textarea>
    ${everyone}`;
  const buttons = stateButtons(issue, pull);
  return html`<div class="box pad" style="margin-left:56px;margin-top:16px">
    ${form(view, `${path}/comment`, comment, [
      { text: 'Comment', look: 'primary', choice: 'comment' },
    ])}
    ${buttons.length === 0 ? nothing : form(view, `${path}/state`, everyone, buttons)}
  </div>`;
}

function stateButtons(issue: Issue, pull: PullRequest): readonly Button[] {
  if (pull.mergedAt !== null) return [];
  if (issue.state === 'closed') return [{ text: 'Reopen', choice: 'reopen' }];
  const draft = pull.draft
    ? { text: 'Ready for review', choice: 'ready' }
    : { text: 'Convert to draft', choice: 'draft' };
  return [
    draft,
    { text: 'Close', look: 'danger', choice: 'close' },
    { text: 'Merge', look: 'primary', choice: 'merge' },
  ];
}

/** A label that is to be put on or taken off. */
export function labelForm(view: PageView, issue: Issue): Html {
  const field = html`<input name="label" size="14" placeholder="preview:keep" aria-label="Label" />
    ${actorField(people(view, issue.author))}`;
  return form(view, `/${issue.repo}/pull/${issue.number}/label`, field, [
    { text: 'Add', choice: 'add' },
    { text: 'Remove', choice: 'remove' },
  ]);
}
