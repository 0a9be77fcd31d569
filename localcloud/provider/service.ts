import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import pluginPb from '@pulumi/pulumi/proto/plugin_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import type { IResourceProviderServer } from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import { diffResponseOf, failureOf, serviceErrorOf, structOf, subjectOf, treeOf } from './wire.ts';
import { isRecord, opened } from './schema/values.ts';
import type { Props } from './schema/prop.ts';
import type { Provider } from './provider.ts';

/** Version of @pulumi/aws that the stand-in answers for. */
export const VERSION = '7.48.0';

export interface ServiceDeps {
  /** Makes the provider from the engine's configuration. */
  configure(settings: Props): Provider;
  /** Ends all waiting. */
  cancel(): void;
}

/** The methods of pulumirpc.ResourceProvider that the engine calls; all others are unimplemented. */
export function serviceOf(deps: ServiceDeps): Partial<IResourceProviderServer> {
  let provider: Provider | undefined;
  const ready = (): Provider => {
    if (!provider) throw new Error('the engine has not configured the plugin yet');
    return provider;
  };
  const configure: IResourceProviderServer['configure'] = unary((request) => {
    provider = deps.configure(settingsOf(treeOf(request.getArgs())));
    const response = new pb.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  });
  const cancel: IResourceProviderServer['cancel'] = unary(() => {
    deps.cancel();
    return new emptyPb.Empty();
  });
  return { ...configuration, configure, ...resources(ready), ...invocation(ready), cancel };
}

const configuration: Pick<IResourceProviderServer, 'getPluginInfo' | 'checkConfig' | 'diffConfig'> =
  {
    getPluginInfo: unary(() => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(VERSION);
      return info;
    }),
    checkConfig: unary((request) => {
      const response = new pb.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: unary((request) => {
      const before = treeOf(request.getOldInputs() ?? request.getOlds());
      const same =
        JSON.stringify(opened(before)) === JSON.stringify(opened(treeOf(request.getNews())));
      const response = new pb.DiffResponse();
      const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
      response.setChanges(same ? DIFF_NONE : DIFF_SOME);
      return response;
    }),
  };

type Resources = Pick<
  IResourceProviderServer,
  'check' | 'diff' | 'create' | 'read' | 'update' | 'delete'
>;

function resources(ready: () => Provider): Resources {
  return { ...planning(ready), ...changing(ready) };
}

function planning(ready: () => Provider): Pick<Resources, 'check' | 'diff' | 'read'> {
  return {
    check: unary((request) => {
      const subject = subjectOf(request.getUrn());
      const olds = request.hasOlds() ? treeOf(request.getOlds()) : undefined;
      const seed = request.getRandomseed_asU8();
      const { inputs, faults } = ready().check(subject, treeOf(request.getNews()), olds, seed);
      const response = new pb.CheckResponse();
      response.setInputs(structOf(inputs));
      response.setFailuresList(faults.map((fault) => failureOf(fault, subject.token)));
      return response;
    }),
    diff: unary((request) => {
      const [state, news] = [treeOf(request.getOlds()), treeOf(request.getNews())];
      const subject = subjectOf(request.getUrn());
      return diffResponseOf(ready().diff(subject, state, news, request.getIgnorechangesList()));
    }),
    read: unary(async (request) => {
      const [state, inputs] = [treeOf(request.getProperties()), treeOf(request.getInputs())];
      const found = await ready().read(subjectOf(request.getUrn()), request.getId(), state, inputs);
      const response = new pb.ReadResponse();
      if (!found) return response;
      response.setId(found.id);
      response.setProperties(structOf(found.properties));
      response.setInputs(structOf(found.inputs));
      return response;
    }),
  };
}

function changing(ready: () => Provider): Pick<Resources, 'create' | 'update' | 'delete'> {
  return {
    create: unary(async (request) => {
      const news = treeOf(request.getProperties());
      const made = await ready().create(subjectOf(request.getUrn()), news, request.getPreview());
      const response = new pb.CreateResponse();
      response.setId(made.id);
      response.setProperties(structOf(made.properties));
      return response;
    }),
    update: unary(async (request) => {
      const properties = await ready().update(
        subjectOf(request.getUrn()),
        request.getId(),
        treeOf(request.getOlds()),
        treeOf(request.getNews()),
        { preview: request.getPreview(), ignored: request.getIgnorechangesList() },
      );
      const response = new pb.UpdateResponse();
      response.setProperties(structOf(properties));
      return response;
    }),
    delete: unary(async (request) => {
      const state = treeOf(request.getProperties());
      await ready().delete(subjectOf(request.getUrn()), request.getId(), state);
      return new emptyPb.Empty();
    }),
  };
}

function invocation(ready: () => Provider): Pick<IResourceProviderServer, 'invoke'> {
  return {
    invoke: unary(async (request) => {
      const answer = await ready().invoke(request.getTok(), treeOf(request.getArgs()));
      const response = new pb.InvokeResponse();
      if ('result' in answer) response.setReturn(structOf(answer.result));
      else
        response.setFailuresList(answer.faults.map((fault) => failureOf(fault, request.getTok())));
      return response;
    }),
  };
}

/** The SDK sends every setting that is not a string as JSON. */
function settingsOf(args: Props): Props {
  const settings = opened(args);
  if (!isRecord(settings)) return {};
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, parsed(value)]));
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^(\{|\[|true$|false$)/.test(value)) return value;
  return JSON.parse(value);
}

function unary<Q, A>(handle: (request: Q) => A | Promise<A>): handleUnaryCall<Q, A> {
  return (call, done) => {
    const answer = async (): Promise<A> => handle(call.request);
    answer().then(
      (value) => done(null, value),
      (error: unknown) => done(serviceErrorOf(error)),
    );
  };
}
