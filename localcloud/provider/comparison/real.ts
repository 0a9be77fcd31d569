import { type Plugin, type Verdict, verdictOn } from './verdicts.ts';
import { mkdtemp, writeFile } from 'node:fs/promises';
import type { Props } from '../schema/prop.ts';
import { SAMPLES } from './samples/index.ts';
import { isRecord } from '../schema/values.ts';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import structPb, { type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Asks HashiCorp's real AWS provider, through the referee (a Pulumi plugin on it), for its verdict
 * on the samples of one subject and prints them as JSON; with `--write`, writes them to
 * expected/<subject>.json.
 *
 *     REFEREE=<folder> TF_AWS_PROVIDER=<binary> node real.ts <subject> [--write]
 */
async function main(): Promise<void> {
  const referee = required('REFEREE');
  required('TF_AWS_PROVIDER');
  const plugin = await realPlugin(referee);
  const [, , subject = '', write] = process.argv;
  const samples = SAMPLES[subject];
  if (samples === undefined) throw new Error(`subject: one of ${Object.keys(SAMPLES).join(', ')}`);
  const verdicts: Record<string, Verdict> = {};
  for (const sample of samples) verdicts[sample.token] = await verdictOn(plugin.asked, sample);
  const text = `${JSON.stringify(verdicts, null, 2)}\n`;
  if (write !== '--write') process.stdout.write(text);
  else await writeFile(new URL(`./expected/${subject}.json`, import.meta.url), text);
  await plugin.stop();
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

type Method = (call: { request: unknown }, done: (error: unknown, value: unknown) => void) => void;

/** What of the referee's modules is used here; they are plain JavaScript without types. */
interface Referee {
  readonly service: Readonly<Record<string, Method>>;
  readonly stopAll: () => Promise<void>;
  readonly state: (token: string, properties: Props) => string;
}

async function loadReferee(folder: string): Promise<Referee> {
  // An endpoint that answers nothing: a verdict must not need AWS.
  process.env['AWS_ENDPOINT_URL'] ??= 'http://127.0.0.1:9';
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = '000000000000';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'x';
  process.env['REFEREE_NODE_MODULES'] ??= new URL(
    '../../../node_modules',
    import.meta.url,
  ).pathname;
  process.env['TMPDIR'] = await mkdtemp(join(tmpdir(), 'referee-'));
  const load = async (name: string): Promise<Record<string, unknown>> =>
    (await import(join(folder, name))) as Record<string, unknown>;
  const [provider, tfplugin, shape, types] = await Promise.all(
    ['provider.mjs', 'tfplugin.mjs', 'shape.mjs', 'types.mjs'].map(load),
  );
  const schemas = await call(tfplugin, 'loadSchemas', process.env['TF_AWS_PROVIDER'], () => {
    const plugin = tfplugin?.['TfProvider'] as { start(binary: unknown): unknown };
    return plugin.start(process.env['TF_AWS_PROVIDER']);
  });
  const table = schemas as { has: unknown; resource(type: unknown): unknown };
  return {
    service: provider?.['service'] as Referee['service'],
    stopAll: provider?.['stopAll'] as Referee['stopAll'],
    state: (token, properties) => {
      const type = call(types, 'resourceType', token, table.has);
      const state = call(shape, 'toTerraform', table.resource(type), type, properties, []);
      if (!isRecord(state)) throw new Error(`${token}: no Terraform state`);
      const packed = call(tfplugin, 'packed', { ...state, id: 'sample' }) as { msgpack: Buffer };
      return packed.msgpack.toString('base64');
    },
  };
}

function call(
  module: Record<string, unknown> | undefined,
  name: string,
  ...args: unknown[]
): unknown {
  const found = module?.[name];
  if (typeof found !== 'function') throw new Error(`the referee has no ${name}`);
  return Reflect.apply(found, undefined, args);
}

async function realPlugin(folder: string): Promise<{ asked: Plugin; stop(): Promise<void> }> {
  const { service, state, stopAll } = await loadReferee(folder);
  const ask = <T>(method: string, request: unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      service[method]?.({ request }, (error, value) =>
        error ? reject(new Error(JSON.stringify(error))) : resolve(value as T),
      );
    });
  const configure = new pb.ConfigureRequest();
  configure.setArgs(struct({ region: 'us-east-1', skipRequestingAccountId: 'true' }));
  await ask('configure', configure);
  return {
    stop: stopAll,
    asked: {
      async faults(token, inputs) {
        const request = new pb.CheckRequest();
        request.setUrn(urn(token));
        request.setNews(struct(inputs));
        request.setRandomseed(new Uint8Array([1]));
        const answer = await ask<InstanceType<typeof pb.CheckResponse>>('check', request);
        const found = answer.getFailuresList().length;
        if (found > 0) return found;
        const create = new pb.CreateRequest();
        create.setUrn(urn(token));
        create.setProperties(answer.getInputs());
        create.setPreview(true);
        const planned = await ask('create', create).catch(refusal);
        return planned === undefined ? 1 : 0;
      },
      async change(token, key, before, after) {
        const meta = { state: state(token, before), private: '', region: 'us-east-1' };
        const request = new pb.DiffRequest();
        request.setUrn(urn(token));
        request.setId('sample');
        request.setOlds(struct({ ...before, __meta: JSON.stringify(meta) }));
        request.setNews(struct(after));
        const diff = await ask<InstanceType<typeof pb.DiffResponse>>('diff', request).catch(
          refusal,
        );
        if (diff === undefined) return 'refused';
        if (!diff.getDiffsList().includes(key)) return 'none';
        return diff.getReplacesList().includes(key) ? 'replace' : 'update';
      },
    },
  };
}

/** A plan that the real provider will not make; anything else that goes wrong is told. */
function refusal(error: unknown): undefined {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

const urn = (token: string): string => `urn:pulumi:s::p::${token}::sample`;

function struct(tree: Props) {
  return structPb.Struct.fromJavaScript(tree as Record<string, JavaScriptValue>);
}

await main();
