import { z } from 'zod';

/**
 * The protocol between an action and the stack runner: two append-only JSON-lines files in one folder
 * of the runner's temp directory. `commands.jsonl` is written by the action (main or post),
 * `messages.jsonl` by the stack runner. Either side may come and go; whoever re-attaches reads from
 * the start. Secrets never travel this way: they are in the stack runner's environment.
 */
export const PROTOCOL = 1;

export const COMMANDS_FILE = 'commands.jsonl';
export const MESSAGES_FILE = 'messages.jsonl';

const stackAddress = z.object({
  /** Pulumi project: `macro-infra-base`, `macro-infra-preview` or `macro-infra-environment`. */
  project: z.string(),
  stack: z.string(),
  /** `file://...`, `s3://...`, or the address of Pulumi Cloud. */
  backendUrl: z.string(),
  /** `passphrase` or `awskms://...`. */
  secretsProvider: z.string(),
  region: z.string(),
});
export type StackAddress = z.infer<typeof stackAddress>;

/** What a permanent environment is made from: the app's file, one stack file, and what others say. */
const environmentSource = z.object({
  /** `dev`, `staging` or `production`. */
  environment: z.string(),
  /** The app's file as text; the repository's name stands in where the file names no app. */
  app: z.object({ text: z.string(), fileName: z.string(), repositoryName: z.string() }),
  /** Stack file, named in every error: `Pulumi.staging.yaml`. */
  file: z.string(),
  values: z.record(z.string(), z.unknown()),
  /** Networks of every other stack file and of the bases: they must differ. */
  neighbours: z.array(
    z.object({
      file: z.string(),
      cidr: z.string(),
      region: z.string().nullable(),
      sharedParameters: z.string().nullable(),
    }),
  ),
});

/** A program and its one argument; absent for operations that need none (destroy). */
const program = z.discriminatedUnion('name', [
  z.object({ name: z.literal('base'), config: z.record(z.string(), z.unknown()) }),
  z.object({ name: z.literal('preview'), plan: z.record(z.string(), z.unknown()) }),
  z.object({
    name: z.literal('environment'),
    source: environmentSource,
    /**
     * Where values of `doppler:` references are: reference -> variable in the stack runner's environment.
     * @default none
     */
    secretVariables: z.record(z.string(), z.string()).optional(),
  }),
]);
export type ProgramCall = z.infer<typeof program>;

const pendingOperation = z.object({
  urn: z.string(),
  type: z.string(),
  /** creating, updating, deleting, reading, importing. */
  operation: z.string(),
  id: z.string().nullable(),
  inputs: z.record(z.string(), z.unknown()),
});
export type PendingOperation = z.infer<typeof pendingOperation>;

export const commandSchema = z.discriminatedUnion('type', [
  /** Everything about the stack that can be known without changing it. */
  z.object({ type: z.literal('inspect'), id: z.string(), address: stackAddress }),
  /** Every stack of the project; the answer's outputs are `{ stacks: [{ stack, updatedAt }] }`. */
  z.object({ type: z.literal('list'), id: z.string(), address: stackAddress }),
  z.object({
    type: z.literal('up'),
    id: z.string(),
    address: stackAddress,
    program,
    /** Engine-level refresh before the update. */
    refresh: z.boolean(),
  }),
  z.object({ type: z.literal('preview'), id: z.string(), address: stackAddress, program }),
  z.object({
    type: z.literal('destroy'),
    id: z.string(),
    address: stackAddress,
    /** Remove the empty stack afterwards. */
    removeStack: z.boolean(),
  }),
  z.object({
    type: z.literal('refresh'),
    id: z.string(),
    address: stackAddress,
  }),
  z.object({
    type: z.literal('heal'),
    id: z.string(),
    address: stackAddress,
    /** Break the engine's own lock; only ever asked for after the holder was proven dead. */
    breakLock: z.boolean(),
    /** Pending creates that exist: urn -> provider id to import. */
    import: z.record(z.string(), z.string()),
    /** Pending operations proven absent: dropped from the state. */
    clear: z.array(z.string()),
  }),
  /** Interrupt the running operation once: it finishes what is in flight and stops. */
  z.object({ type: z.literal('cancel') }),
  /** Nothing more will come; the stack runner ends after the running operation. */
  z.object({ type: z.literal('end') }),
]);
export type Command = z.infer<typeof commandSchema>;
export type Operation = Extract<Command, { id: string }>;

const errorKind = z.enum([
  /** The engine's state lock is held by another update. */
  'locked',
  /** Stopped because it was asked to. */
  'cancelled',
  /** A resource could not be created, updated or deleted. */
  'resource',
  /** The program or its configuration was refused. */
  'program',
  /** Backend not reachable, passphrase wrong, engine missing ... */
  'backend',
  'engine',
]);
export type EngineErrorKind = z.infer<typeof errorKind>;

export const stackSnapshot = z.object({
  exists: z.boolean(),
  /** Plain outputs; secret ones are left out. */
  outputs: z.record(z.string(), z.unknown()),
  resourceCount: z.number(),
  pending: z.array(pendingOperation),
});
export type StackSnapshot = z.infer<typeof stackSnapshot>;

export const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), protocol: z.number(), pid: z.number(), at: z.string() }),
  z.object({ type: z.literal('started'), id: z.string(), at: z.string() }),
  z.object({
    type: z.literal('resource'),
    id: z.string(),
    at: z.string(),
    phase: z.enum(['start', 'done', 'failed']),
    /** Engine operation: create, update, delete, replace, create-replacement, same, refresh, ... */
    operation: z.string(),
    urn: z.string(),
    resourceType: z.string(),
    name: z.string(),
    seconds: z.number().nullable(),
    /** Changed properties, where the engine says. */
    properties: z.array(z.string()),
  }),
  z.object({
    type: z.literal('diagnostic'),
    id: z.string(),
    at: z.string(),
    severity: z.enum(['debug', 'info', 'warning', 'error']),
    message: z.string(),
    urn: z.string().nullable(),
  }),
  z.object({ type: z.literal('snapshot'), id: z.string(), snapshot: stackSnapshot }),
  z.object({
    type: z.literal('succeeded'),
    id: z.string(),
    at: z.string(),
    /** Engine operation -> count, for example { create: 12, same: 3 }. */
    changes: z.record(z.string(), z.number()),
    outputs: z.record(z.string(), z.unknown()),
    seconds: z.number(),
  }),
  z.object({
    type: z.literal('failed'),
    id: z.string(),
    at: z.string(),
    kind: errorKind,
    message: z.string(),
    /** Resource that failed, where there is one. */
    urn: z.string().nullable(),
    changes: z.record(z.string(), z.number()),
    seconds: z.number(),
  }),
  z.object({ type: z.literal('bye'), at: z.string() }),
]);
export type Message = z.infer<typeof messageSchema>;
