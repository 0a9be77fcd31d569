import { z } from 'zod';
import { mapping, text, wholeNumber } from '../../action-shared/config/schema-parts.ts';

const percent = (least: number) => wholeNumber(least, 100, `percent, ${least} to 100`);

export const alarmsSchema = mapping('alarms: emails and thresholds', {
  emails: z
    .array(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address'), {
      error: 'a list of e-mail addresses',
    })
    .default([]),
  serverErrorPercent: percent(1).default(5),
  latencySeconds: z.number({ error: 'seconds' }).positive('seconds above 0').default(2),
  unhealthyPercent: percent(1).default(50),
  databaseCpuPercent: percent(1).default(80),
  cacheHitPercent: percent(0).default(70),
});

export const budgetSchema = mapping('a budget: monthlyUsd, anomalies, anomalyUsd', {
  monthlyUsd: z.number({ error: 'USD a month, above 0' }).positive('USD a month, above 0'),
  /** False in accounts without Cost Explorer, where AWS takes no anomaly monitor. */
  anomalies: z.boolean({ error: 'true or false' }).default(true),
  anomalyUsd: z.number({ error: 'USD, above 0' }).positive('USD, above 0').optional(),
});

export const driftWatchSchema = mapping('a drift watch: deployers', {
  /** Parts of the ARNs of those whose changes are no drift. */
  deployers: z
    .array(text(/^[\w+=,.@/:-]+$/, 'a part of an ARN, such as macro-infra'), {
      error: 'a list of parts of ARNs',
    })
    .default(['macro-infra', 'AWSServiceRole']),
});
