import { RESOURCES } from './types/index.ts';
import { LOOK_UPS } from './functions/index.ts';
import grpc from '@grpc/grpc-js';
import services from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import { providerFrom } from './settings.ts';
import { serviceOf } from './service.ts';

/** Largest message the engine sends. */
const MESSAGE_BYTES = 400 * 1024 * 1024;

const stop = new AbortController();
const server = new grpc.Server({
  'grpc.max_receive_message_length': MESSAGE_BYTES,
  'grpc.max_send_message_length': MESSAGE_BYTES,
});
const service = serviceOf({
  configure: (settings) => providerFrom(settings, process.env, RESOURCES, LOOK_UPS, stop.signal),
  cancel: () => stop.abort(),
});
server.addService(services.ResourceProviderService, service as grpc.UntypedServiceImplementation);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

// An engine that was killed leaves no one to stop us.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 1000).unref();
