import type { LocalCloud } from '../cloud.ts';

/** Settings of any client of the AWS SDK. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Whereabouts {
  /** @default the cloud's */
  readonly region?: string;
  /** Twelve digits; every account is empty at first. @default 000000000000, the cloud's own */
  readonly account?: string;
}

/**
 * For a client that does what a person does by hand, past macro-infra: through the gateway, with its
 * rules, and in the call log. An example:
 *
 *     await new ECS(byHand(cloud)).updateService({ cluster, service, desiredCount: 0 });
 */
export function byHand(
  { gateway, region }: Pick<LocalCloud, 'gateway' | 'region'>,
  whereabouts: Whereabouts = {},
): ClientOptions {
  return clientOptions(gateway.url, { region, ...whereabouts });
}

/**
 * For a client that looks, or plants, without a trace: the emulator itself is asked, past the gateway
 * and its rules, so the call log stays what macro-infra did.
 */
export function unlogged(
  { ministack, region }: Pick<LocalCloud, 'ministack' | 'region'>,
  whereabouts: Whereabouts = {},
): ClientOptions {
  return clientOptions(ministack.url, { region, ...whereabouts });
}

function clientOptions(
  endpoint: string,
  { region, account = '000000000000' }: Whereabouts & { readonly region: string },
): ClientOptions {
  return { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'local' } };
}
