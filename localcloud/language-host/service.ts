import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import grpc from '@grpc/grpc-js';
import pb from '@pulumi/pulumi/proto/language_pb.js';
import pluginPb from '@pulumi/pulumi/proto/plugin_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import type { ILanguageRuntimeServer } from '@pulumi/pulumi/proto/language_grpc_pb.js';
import type { ProgramInfo, RunRequest } from '@pulumi/pulumi/proto/language_pb.js';
import { z } from 'zod';
import { ENGINE_VERSION } from '../../tools/setup/locations.ts';
import { dependenciesOf } from './packages.ts';
import { starterOf } from './run-program.ts';
import type { Outcome, Program, ProgramOptions } from './run-program.ts';

export interface ServiceDeps {
  /** The Node that programs are run with. */
  readonly node: { readonly executable: string; readonly version: string };
  run(program: Omit<Program, 'engineAddress'>, signal: AbortSignal): Promise<Outcome>;
  /** Ends the program that runs. */
  cancel(): void;
}

/** The methods of pulumirpc.LanguageRuntime that running a program needs; all others are unimplemented. */
export function serviceOf(deps: ServiceDeps): Partial<ILanguageRuntimeServer> {
  const cancel: ILanguageRuntimeServer['cancel'] = unary(() => {
    deps.cancel();
    return new emptyPb.Empty();
  });
  return { ...greeting, ...knowledge(deps), ...packages, run: running(deps), cancel };
}

const greeting: Pick<ILanguageRuntimeServer, 'handshake' | 'getPluginInfo'> = {
  handshake: unary(() => new pb.LanguageHandshakeResponse()),
  getPluginInfo: unary(() => {
    const info = new pluginPb.PluginInfo();
    info.setVersion(ENGINE_VERSION);
    return info;
  }),
};

function knowledge({
  node,
}: ServiceDeps): Pick<
  ILanguageRuntimeServer,
  'about' | 'runtimeOptionsPrompts' | 'getProgramDependencies'
> {
  return {
    about: unary(() => {
      const response = new pb.AboutResponse();
      response.setExecutable(node.executable);
      response.setVersion(node.version);
      response.getMetadataMap().set('language host', "macro-infra's local stand-in");
      return response;
    }),
    runtimeOptionsPrompts: unary(() => new pb.RuntimeOptionsResponse()),
    getProgramDependencies: unary((request) => {
      const response = new pb.GetProgramDependenciesResponse();
      for (const { name, version } of dependenciesOf(folderOf(request.getInfo()))) {
        const dependency = new pb.DependencyInfo();
        dependency.setName(name);
        dependency.setVersion(version);
        response.addDependencies(dependency);
      }
      return response;
    }),
  };
}

const packages: Pick<
  ILanguageRuntimeServer,
  'getRequiredPlugins' | 'getRequiredPackages' | 'installDependencies'
> = {
  getRequiredPlugins: unary((request) => {
    const response = new pb.GetRequiredPluginsResponse();
    for (const { name, version } of pluginsOf(request.getInfo())) {
      const plugin = new pluginPb.PluginDependency();
      plugin.setKind('resource');
      plugin.setName(name);
      plugin.setVersion(version);
      response.addPlugins(plugin);
    }
    return response;
  }),
  getRequiredPackages: unary((request) => {
    const response = new pb.GetRequiredPackagesResponse();
    for (const { name, version } of pluginsOf(request.getInfo())) {
      const wanted = new pluginPb.PackageDependency();
      wanted.setKind('resource');
      wanted.setName(name);
      wanted.setVersion(version);
      response.addPackages(wanted);
    }
    return response;
  }),
  /** The repository's own set-up installs; a stand-in that wrote to it would be a surprise. */
  installDependencies: (call) => {
    if (starterOf(folderOf(call.request.getInfo())) !== undefined) {
      const response = new pb.InstallDependenciesResponse();
      response.setStdout(Buffer.from('The node modules are there; "npm ci" renews them.\n'));
      call.write(response);
      call.end();
      return;
    }
    const details = 'The node modules are missing. Run "npm ci" in the root of the repository.';
    call.emit('error', { code: grpc.status.FAILED_PRECONDITION, message: details, details });
  },
};

function running(deps: ServiceDeps): ILanguageRuntimeServer['run'] {
  return (call, done) => {
    const stop = new AbortController();
    call.on('cancelled', () => stop.abort());
    const answer = async () => {
      const { error, bail } = await deps.run(programOf(call.request), stop.signal);
      const response = new pb.RunResponse();
      response.setError(error);
      response.setBail(bail);
      return response;
    };
    answer().then(
      (response) => done(null, response),
      (error: unknown) => done(failureOf(error)),
    );
  };
}

/** @throws Error naming the option of Pulumi.yaml that has a wrong type. */
function programOf(request: RunRequest): Omit<Program, 'engineAddress'> {
  const info = request.getInfo();
  return {
    project: request.getProject(),
    stack: request.getStack(),
    organization: request.getOrganization(),
    rootDirectory: info?.getRootDirectory() ?? '',
    pwd: request.getPwd(),
    entryPoint: info?.getEntryPoint() ?? request.getProgram(),
    args: request.getArgsList(),
    dryRun: request.getDryrun(),
    parallel: request.getParallel(),
    monitorAddress: request.getMonitorAddress(),
    config: Object.fromEntries(request.getConfigMap().toArray()),
    secretKeys: request.getConfigsecretkeysList(),
    options: optionsOf(info),
  };
}

const optionsSchema = z.object({
  typescript: z.boolean().default(true),
  nodeargs: z.string().default(''),
});

function optionsOf(info: ProgramInfo | undefined): ProgramOptions {
  const parsed = optionsSchema.safeParse(info?.getOptions()?.toJavaScript() ?? {});
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
    throw new Error(`runtime.options of Pulumi.yaml: ${wrong.join('; ')}`);
  }
  const { typescript, nodeargs } = parsed.data;
  return { typescript, nodeArguments: nodeargs.split(' ').filter((one) => one !== '') };
}

function pluginsOf(info: ProgramInfo | undefined): readonly { name: string; version: string }[] {
  return dependenciesOf(folderOf(info)).flatMap(({ plugin }) => (plugin === null ? [] : [plugin]));
}

function folderOf(info: ProgramInfo | undefined): string {
  return info?.getProgramDirectory() ?? process.cwd();
}

function unary<Q, A>(handle: (request: Q) => A): handleUnaryCall<Q, A> {
  return (call, done) => {
    try {
      done(null, handle(call.request));
    } catch (error) {
      done(failureOf(error));
    }
  };
}

function failureOf(error: unknown): Partial<grpc.ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  return { code: grpc.status.UNKNOWN, message, details: message };
}
