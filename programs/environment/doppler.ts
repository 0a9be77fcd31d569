import { z } from 'zod';
import { errorMessage, UserError } from '../../action-shared/errors.ts';

/** Source: Doppler API reference, "Secrets: Download"; the token names project and config. */
const DOWNLOAD = 'https://api.doppler.com/v3/configs/config/secrets/download?format=json';

type Get = (
  url: string,
  init: { readonly headers: Record<string, string> },
) => Promise<Pick<Response, 'ok' | 'status' | 'json'>>;

/**
 * Values of `doppler:NAME` references, by reference.
 * @param token A service token; null where there is none.
 * @throws UserError when there is no token, Doppler refuses, or a name is not there; never with a value
 */
export async function dopplerValues(
  references: readonly string[],
  token: string | null,
  get: Get,
): Promise<Record<string, string>> {
  if (references.length === 0) return {};
  if (token === null)
    throw new UserError(
      `${references.join(', ')}: set DOPPLER_TOKEN, or the secret configuration dopplerToken, to a service token.`,
    );
  const all = await download(token, get);
  const missing = references.filter((reference) => all[nameOf(reference)] === undefined);
  if (missing.length > 0)
    throw new UserError(`Doppler's config of this token has no ${missing.map(nameOf).join(', ')}.`);
  return Object.fromEntries(references.map((one) => [one, all[nameOf(one)] ?? '']));
}

function nameOf(reference: string): string {
  return reference.replace(/^doppler:/, '');
}

async function download(token: string, get: Get): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const answer = await get(DOWNLOAD, { headers }).catch((cause: unknown) => {
    throw new UserError(`Doppler does not answer: ${errorMessage(cause)}`, { cause });
  });
  if (!answer.ok)
    throw new UserError(
      `Doppler answers ${answer.status}: the token has to be a service token that may read its config.`,
    );
  return z.record(z.string(), z.string()).parse(await answer.json());
}
