import { z } from 'zod';
import { appDocumentSchema } from './schema.ts';

/**
 * The app's file as JSON Schema (draft 7, which editors understand), for completion and checks while
 * writing. Rules over several values (one primary service, Fargate's pairs, ...) are not in it.
 */
export function appFileJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(appDocumentSchema, { target: 'draft-7', io: 'input' }) };
}
