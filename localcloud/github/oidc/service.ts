import { randomBytes } from 'node:crypto';
import { UserError } from '../../../action-shared/errors.ts';
import { jsonReply } from '../http.ts';
import type { HttpReply } from '../http.ts';
import type { View } from '../shapes/view.ts';
import { requireJob } from '../state/job-life.ts';
import { claimsOf } from './claims.ts';
import { openIssuer } from './issuer.ts';

export interface JobPlace {
  readonly runId: number;
  readonly jobId: number;
}

export interface Oidc {
  /** `iss` of the tokens. */
  readonly issuer: string;
  /**
   * A signed token of a job in progress.
   * @throws UserError when the job's token was not made with `id-token: write`, or the job ended.
   */
  readonly idToken: (input: JobPlace & { readonly audience?: string | null }) => string;
  /** For `ACTIONS_ID_TOKEN_REQUEST_URL` and `_TOKEN`; `null`: the job has no `id-token: write`. */
  readonly idTokenRequest: (
    input: JobPlace,
  ) => { readonly url: string; readonly token: string } | null;
  /** Answers the issuer's addresses; `null`: not one of them. */
  readonly answer: (url: URL, authorization: string | undefined) => HttpReply | null;
}

const requestPath = /^\/_services\/idtoken\/(\d+)\/(\d+)$/;

/** The OIDC provider of this server. @param issuerUrl @default the server's own address */
export function openOidc(view: View, issuerUrl?: string): Oidc {
  const base = view.urls.server;
  const issuer = openIssuer(issuerUrl ?? base, base);
  const requestTokens = new Map<number, string>();
  const idToken: Oidc['idToken'] = ({ audience = null, ...place }) => {
    const found = requireJob(view.store, place);
    if (!found.job.idToken) {
      throw new UserError(`Job ${found.job.key} may not ask for an OIDC token: id-token: write.`);
    }
    if (found.job.status === 'completed') throw new UserError(`Job ${found.job.key} has ended.`);
    const claims = claimsOf(view.store, found, { audience, serverUrl: base });
    return issuer.sign(claims, view.store.epochSeconds());
  };
  const give = (place: JobPlace, audience: string | null, token: string | undefined): HttpReply => {
    if (token === undefined || requestTokens.get(place.jobId) !== token) {
      return jsonReply(401, { message: 'Bad credentials' });
    }
    try {
      return jsonReply(200, { count: 1, value: idToken({ ...place, audience }) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return jsonReply(403, { message: error.message });
    }
  };
  return {
    issuer: issuer.url,
    idToken,
    idTokenRequest: ({ runId, jobId }) => {
      if (!requireJob(view.store, { runId, jobId }).job.idToken) return null;
      const token = requestTokens.get(jobId) ?? randomBytes(24).toString('base64url');
      requestTokens.set(jobId, token);
      return { url: `${base}/_services/idtoken/${runId}/${jobId}?api-version=2.0`, token };
    },
    answer: ({ pathname, searchParams }, authorization) => {
      if (pathname === '/.well-known/openid-configuration') {
        return jsonReply(200, issuer.configuration());
      }
      if (pathname === '/.well-known/jwks') return jsonReply(200, issuer.jwks());
      const [, runId, jobId] = requestPath.exec(pathname) ?? [];
      if (runId === undefined) return null;
      const token = /^bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
      const place = { runId: Number(runId), jobId: Number(jobId) };
      return give(place, searchParams.get('audience'), token);
    },
  };
}
