import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import grpc, { type ServiceError } from '@grpc/grpc-js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import statusPb from '@pulumi/pulumi/proto/status_pb.js';
import structPb, {
  type JavaScriptValue,
  type Struct,
} from 'google-protobuf/google/protobuf/struct_pb.js';
import type { CheckFailure, DiffResponse } from '@pulumi/pulumi/proto/provider_pb.js';
import type { Fault, Props } from './schema/prop.ts';
import { type DiffResult, HalfMade } from './provider.ts';

/** A property tree as the protocol carries it; what is undefined is left out. */
export function structOf(tree: Props): Struct {
  const plain = JSON.parse(JSON.stringify(tree)) as Record<string, JavaScriptValue>;
  return structPb.Struct.fromJavaScript(plain);
}

export function treeOf(struct: Struct | undefined): Props {
  return struct?.toJavaScript() ?? {};
}

/** `urn:pulumi:stack::project::parent$type::name` -> its type and name. */
export function subjectOf(urn: string): { token: string; name: string } {
  const [, , types = '', ...name] = urn.split('::');
  return { token: types.split('$').at(-1) ?? '', name: name.join('::') };
}

export function failureOf(fault: Fault, owner: string): CheckFailure {
  const failure = new pb.CheckFailure();
  failure.setProperty(fault.property);
  failure.setReason(`${owner}: ${fault.property}: ${fault.reason}`);
  return failure;
}

export function diffResponseOf(diff: DiffResult): DiffResponse {
  const response = new pb.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  response.setHasdetaileddiff(true);
  response.setChanges(diff.changes.length > 0 ? DIFF_SOME : DIFF_NONE);
  for (const change of diff.changes) {
    const detail = new pb.PropertyDiff();
    detail.setKind(
      pb.PropertyDiff.Kind[change.replaces ? (`${change.kind}_REPLACE` as const) : change.kind],
    );
    response.getDetaileddiffMap().set(change.path, detail);
  }
  response.setDiffsList(tops(diff.changes.map((change) => change.path)));
  const replacing = diff.changes.filter((change) => change.replaces);
  response.setReplacesList(tops(replacing.map((change) => change.path)));
  response.setDeletebeforereplace(diff.deleteFirst);
  return response;
}

function tops(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split(/[.[]/)[0] ?? path))];
}

/** A failure as the engine reads it; a half-made resource comes with what there is of it. */
export function serviceErrorOf(error: unknown): Partial<ServiceError> {
  const message = messageOf(error);
  const failure = { code: grpc.status.UNKNOWN, message, details: message };
  if (!(error instanceof HalfMade)) return failure;
  const detail = new pb.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(structOf(error.properties));
  detail.setInputs(structOf(error.inputs));
  detail.setReasonsList([message]);
  const any = new anyPb.Any();
  any.pack(detail.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed');
  const status = new statusPb.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.add('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  return { ...failure, metadata };
}

/** AWS's code and words; the code is what a reader looks up. */
function messageOf(error: unknown): string {
  if (error instanceof HalfMade && error.cause !== undefined) return messageOf(error.cause);
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' || error.name === ''
    ? error.message
    : `${error.name}: ${error.message}`;
}
