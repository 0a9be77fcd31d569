/** A request's place and what the token must be allowed to do for it. */
export interface Call {
  /** `GET /repos/{owner}/{repo}/pulls/{pull_number}`: `owner` and `repo` are filled in. */
  readonly route: string;
  /** As a workflow's `permissions:` block writes it, `pull-requests: write`; named when it is missing. */
  readonly permission: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}
