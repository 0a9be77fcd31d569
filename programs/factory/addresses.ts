/** How requests come in: the listener that services answer on. */
export interface Entrance {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}

const USUAL_PORTS = { http: 80, https: 443 } as const;

/** HTTPS where there is a domain, and so a certificate. */
export function entranceOf(
  domain: string | null,
  ports: { readonly http: number; readonly https: number },
): Entrance {
  const scheme = domain === null ? 'http' : 'https';
  return { scheme, port: ports[scheme] };
}

/** `https://host` or `http://host`, with the port unless it is the scheme's own. */
export function originOf({ scheme, port }: Entrance, host: string): string {
  return `${scheme}://${host}${port === USUAL_PORTS[scheme] ? '' : `:${port}`}`;
}
