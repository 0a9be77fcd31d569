import { listOf, numberOf, standing, unknown, usage } from '../resource.ts';
import type { Bill, CostResource } from '../resource.ts';

/** Alarms that look more often than once a minute have another price. */
const STANDARD_PERIOD_SECONDS = 60;

/** An alarm costs by the metrics it looks at: one, or those of its expression. */
export function metricAlarm({ settings }: CostResource): Bill {
  const queries = listOf(settings, 'metricQueries') ?? [];
  const metrics = queries.length === 0 ? [settings] : queries.flatMap(metricOf);
  if (metrics.some(isFast))
    return unknown('no price of an alarm that looks more than once a minute');
  if (settings['thresholdMetricId'] !== undefined) return unknown('no price of anomaly detection');
  const units = metrics.length;
  return standing([
    { key: 'metric-alarm', units, what: units === 1 ? 'metric' : `${units} metrics` },
  ]);
}

function metricOf(query: unknown): Readonly<Record<string, unknown>>[] {
  const metric: unknown =
    typeof query === 'object' && query !== null ? Reflect.get(query, 'metric') : undefined;
  const named = typeof metric === 'object' && metric !== null;
  return named ? [metric as Readonly<Record<string, unknown>>] : [];
}

function isFast(metric: Readonly<Record<string, unknown>>): boolean {
  const period = numberOf(metric, 'period');
  return period !== null && period < STANDARD_PERIOD_SECONDS;
}

export function dashboard(): Bill {
  return standing([{ key: 'dashboard', units: 1, what: 'dashboard' }]);
}

export function logGroup(): Bill {
  return usage('log data', 'logs.ingested-gib', 'logs.stored-gib');
}
