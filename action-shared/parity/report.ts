import { z } from 'zod';
import { ALLOWED_CLASSES } from './rules.ts';
import type { AllowedClass } from './rules.ts';

/** Contract of the parity report; published as schemas/parity-report.schema.json. */
export const PARITY_CONTRACT = 1;

const classes = Object.keys(ALLOWED_CLASSES) as [AllowedClass, ...AllowedClass[]];

const difference = z.strictObject({
  verdict: z.enum(['broken', 'waived', 'allowed']).meta({
    description: 'Broken parity must be repaired or waived; allowed differences are meant to be.',
  }),
  what: z.enum(['missing', 'setting', 'config']).meta({
    description: 'A resource that is not everywhere, a setting, or a value of the configuration.',
  }),
  kind: z
    .string()
    .meta({ description: 'Short type: `lb/ListenerRule`; `config` for the configuration.' }),
  name: z.string().meta({ description: 'Name without the environment: `{env}-shop-api`.' }),
  path: z
    .string()
    .meta({ description: 'Setting that differs; empty for a resource that is missing.' }),
  values: z.record(z.string(), z.json().nullable()).meta({
    description: 'Value per environment, the own words of each taken out; null: not there.',
  }),
  class: z.enum(classes).nullable().meta({ description: 'Class of an allowed difference.' }),
  reason: z.string().meta({ description: 'Why it is allowed, waived or broken.' }),
});

const waiver = z.strictObject({
  resource: z
    .string()
    .min(1)
    .meta({ description: 'Type and name, `*` for any part: `lb/ListenerRule {env}-shop-api*`.' }),
  path: z.string().min(1).default('*').meta({ description: 'Setting, `*` for any part.' }),
  reason: z.string().trim().min(10).meta({ description: 'Why it is right that it differs.' }),
  until: z.iso.date().optional().meta({ description: 'Last day on which it counts.' }),
});

export const waiversSchema = z.array(waiver);
export type Waiver = z.infer<typeof waiver>;

export const parityReportSchema = z.strictObject({
  contract: z.literal(PARITY_CONTRACT),
  environments: z.array(z.strictObject({ name: z.string(), resources: z.int() })).min(2),
  parity: z.boolean().meta({ description: 'True when nothing is broken that is not waived.' }),
  counts: z.strictObject({
    broken: z.int(),
    waived: z.int(),
    allowed: z.int(),
    same: z.int().meta({ description: 'Resources that are everywhere and differ in nothing.' }),
  }),
  differences: z.array(difference),
  staleWaivers: z
    .array(z.strictObject({ resource: z.string(), path: z.string(), why: z.string() }))
    .meta({ description: 'Waivers that waive nothing any more, or are past their day.' }),
});

export type ParityReport = z.infer<typeof parityReportSchema>;
export type Difference = z.infer<typeof difference>;
