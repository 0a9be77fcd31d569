import { z } from 'zod';
import { ApiError } from './api.ts';

const CreateBody = z.object({
  Image: z.string().min(1),
  Cmd: z.array(z.string()).nullish(),
  Entrypoint: z.union([z.array(z.string()), z.string()]).nullish(),
  Env: z.array(z.string()).nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
  WorkingDir: z.string().nullish(),
});

/** What the caller of `POST /containers/create` asked for; undefined: as the image says. */
export interface CreateRequest {
  readonly name: string | undefined;
  readonly image: string;
  readonly command: readonly string[] | undefined;
  readonly workdir: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** @throws ApiError 400 naming what is wrong */
export function parseCreate(name: string | null, body: unknown): CreateRequest {
  const parsed = CreateBody.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ApiError(400, `invalid container configuration: ${faults.join('; ')}`);
  }
  const { Image, Cmd, Entrypoint, Env, Labels, WorkingDir } = parsed.data;
  const entrypoint = typeof Entrypoint === 'string' ? [Entrypoint] : (Entrypoint ?? []);
  const command = [...entrypoint, ...(Cmd ?? [])];
  return {
    name: name ?? undefined,
    image: Image,
    command: command.length > 0 ? command : undefined,
    workdir: WorkingDir === null || WorkingDir === '' ? undefined : WorkingDir,
    env: parseEnvironment(Env ?? []),
    labels: Labels ?? {},
  };
}

/** `KEY=value` lines; a line without `=` unsets, which is nothing here. */
function parseEnvironment(lines: readonly string[]): Record<string, string> {
  const pairs = lines
    .filter((line) => line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs);
}
