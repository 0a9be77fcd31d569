import { z } from 'zod';

const outputsSchema = z.object({
  loadBalancers: z.array(
    z.object({ httpListenerArn: z.string(), httpsListenerArn: z.string().nullable() }),
  ),
});

/** Listeners on which rules of a preview may be left; none when the base is gone. */
export function baseListeners(outputs: Readonly<Record<string, unknown>>): string[] {
  const parsed = outputsSchema.safeParse(outputs);
  if (!parsed.success) return [];
  return parsed.data.loadBalancers.flatMap((one) =>
    [one.httpListenerArn, one.httpsListenerArn].filter((arn) => arn !== null),
  );
}
