import * as pulumi from '@pulumi/pulumi';
import { secretValueFroms } from '../../components/configuration/secrets.ts';
import type { ComputeValues, ServiceValues, Variables } from '../config-compute.ts';
import type { Scope } from '../scope.ts';
import type { DataPart } from './data.ts';
import { storesOf } from './data.ts';
import type { EdgePart } from './edge.ts';

type Urls = pulumi.Output<Readonly<Record<string, string>>>;

/** URL of every service; an environment without services has the origin alone. */
export function urlsOf({ app }: Scope, compute: ComputeValues | null, { origin }: EdgePart): Urls {
  const services = compute?.services ?? [];
  return origin.apply((own) =>
    services.length === 0
      ? { [app]: own }
      : Object.fromEntries(services.map((one) => [one.name, urlIn(own, one)])),
  );
}

function urlIn(origin: string, { address }: ServiceValues): string {
  return 'url' in address ? address.url : `${origin}${address.path}`;
}

/** URL of the primary service, or the only one there is. */
export function urlOf(
  { app }: Scope,
  compute: ComputeValues | null,
  urls: Urls,
): pulumi.Output<string> {
  const primary = compute?.services.find((one) => one.primary)?.name ?? app;
  return urls.apply((all) => all[primary] ?? '');
}

/** Variables of a service's containers; no secrets. */
export function variablesOf(
  { variables }: ServiceValues,
  data: DataPart,
  { urls, url }: { readonly urls: Urls; readonly url: pulumi.Output<string> },
): pulumi.Input<Variables> {
  if (typeof variables !== 'function') return variables;
  const { database, cache } = storesOf(data);
  return pulumi
    .all([urls, url, pulumi.output(database), pulumi.output(cache)])
    .apply(([allUrls, ownUrl, store, kept]) =>
      variables({ urls: allUrls, url: ownUrl, database: store, cache: kept }),
    );
}

/** Variable -> ECS `valueFrom`: what is looked up, the database's credentials, and what is known. */
export function secretsOf(
  { secrets, valueFroms }: ServiceValues,
  { credentials }: DataPart,
  stored: Readonly<Record<string, pulumi.Output<string>>>,
): pulumi.Output<Variables> {
  const own = secretValueFroms(secrets, stored);
  return pulumi.all([own, credentials]).apply(([found, login]) => ({
    ...login,
    ...found,
    ...valueFroms,
  }));
}
