import type { PreviewReport, ServiceReport } from '../documents/report.ts';
import { code, inline, link, shortAddress } from './escape.ts';
import { shortSha } from './headline.ts';

const HEALTH: Readonly<Record<ServiceReport['health'], string>> = {
  healthy: '🟢 healthy',
  unhealthy: '🔴 unhealthy',
  unknown: '⚪ unknown',
  'not-checked': '⚪ not checked',
};
/** Characters of a digest: enough to tell images apart. */
const DIGEST_LENGTH = 12;

/**
 * One row per service: health, address, image, what it says of its own version.
 * @param most rows; the others are counted
 */
export function servicesTable({ services }: PreviewReport, most: number): string | null {
  if (services.length === 0) return null;
  const rows = services.slice(0, most).map(row);
  const rest = services.length - rows.length;
  return [
    '| Service | Health | Address | Image | Version |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    ...(rest > 0 ? [`| … ${rest} more |`] : []),
  ].join('\n');
}

function row(service: ServiceReport): string {
  const name = service.primary ? `**${inline(service.name)}**` : inline(service.name);
  const health = `${HEALTH[service.health]}${detail(service)}`;
  const address = link(shortAddress(service.url), service.url);
  const cells = [name, health, address, digest(service.image), version(service.version)];
  return `| ${cells.join(' | ')} |`;
}

function detail({ detail: text, health }: ServiceReport): string {
  return text === '' || health === 'healthy' ? '' : `: ${inline(text, 200)}`;
}

/** The digest's first characters; an image without one is shown by its last part. */
function digest(image: string): string {
  const [name = '', sha = ''] = image.split('@sha256:');
  if (sha === '') return name === '' ? '' : code(name.slice(name.lastIndexOf('/') + 1), 60);
  return code(sha.slice(0, DIGEST_LENGTH));
}

function version(text: string | null): string {
  if (text === null) return '';
  return code(/^[0-9a-f]{40}$/.test(text) ? shortSha(text) : text, 40);
}
