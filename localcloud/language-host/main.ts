import grpc from '@grpc/grpc-js';
import services from '@pulumi/pulumi/proto/language_grpc_pb.js';
import { readOptions } from './arguments.ts';
import { runProgram } from './run-program.ts';
import { serviceOf } from './service.ts';

/** Largest message the engine sends. */
const MESSAGE_BYTES = 400 * 1024 * 1024;

const { engineAddress } = readOptions(process.argv.slice(2));
const stop = new AbortController();
const server = new grpc.Server({
  'grpc.max_receive_message_length': MESSAGE_BYTES,
  'grpc.max_send_message_length': MESSAGE_BYTES,
});
const service = serviceOf({
  node: { executable: process.execPath, version: process.version },
  run: (program, signal) =>
    runProgram({ ...program, engineAddress }, process.env, AbortSignal.any([signal, stop.signal])),
  cancel: () => stop.abort(),
});
server.addService(services.LanguageRuntimeService, service as grpc.UntypedServiceImplementation);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

// An engine that was killed leaves no one to stop us, nor the program that we run.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  stop.abort();
  process.exit(0);
}, 1000).unref();
