import { ApiError, sendJson, sendNothing, type Call, type Route } from './api.ts';
import { frame, type LogEntry } from './container-log.ts';
import { containerDetails, containerSummary } from './container-views.ts';
import type { Container } from './container.ts';
import { parseCreate, type CreateRequest } from './create-request.ts';
import { matchesFilters, parseFilters } from './filters.ts';
import { signalNamed } from './signals.ts';

/** The containers of an engine, as the routes see them. */
export interface ContainerStore {
  create(request: CreateRequest): Container;
  /** By id, unambiguous beginning of an id, or name. @throws ApiError 404 */
  get(reference: string): Container;
  all(): readonly Container[];
  forget(container: Container): void;
}

/** Docker's default grace before SIGKILL, seconds. */
const DEFAULT_STOP_SECONDS = 10;

/** The Engine API's container calls that MiniStack's client makes. */
export function containerRoutes(store: ContainerStore): Route[] {
  const one = (
    method: string,
    action: string,
    handle: (container: Container, call: Call) => Promise<void> | void,
  ): Route => ({
    method,
    pattern: new RegExp(`^/containers/([^/]+)${action}$`),
    handle: (call) => handle(store.get(call.params[0] ?? ''), call),
  });
  return [
    { method: 'GET', pattern: /^\/containers\/json$/, handle: (call) => list(store, call) },
    { method: 'POST', pattern: /^\/containers\/create$/, handle: (call) => create(store, call) },
    one('GET', '/json', (container, { response }) =>
      sendJson(response, 200, containerDetails(container)),
    ),
    one('POST', '/start', start),
    one('POST', '/stop', stop),
    one('POST', '/kill', kill),
    one('POST', '/wait', wait),
    one('GET', '/logs', logs),
    one('DELETE', '', (container, call) => remove(store, container, call)),
  ];
}

function list(store: ContainerStore, { query, response }: Call): void {
  const filters = parseFilters(query.get('filters'));
  const all = isTrue(query.get('all'));
  const shown = store
    .all()
    .filter((c) => all || filters.has('status') || c.state.status === 'running')
    .filter((c) => matchesFilters(c, filters));
  sendJson(response, 200, shown.map(containerSummary));
}

function create(store: ContainerStore, { query, body, response }: Call): void {
  const container = store.create(parseCreate(query.get('name'), body));
  sendJson(response, 201, { Id: container.settings.id, Warnings: [] });
}

async function start(container: Container, { response }: Call): Promise<void> {
  if (container.state.status === 'running') {
    sendNothing(response, 304);
    return;
  }
  if (container.state.status === 'exited') {
    throw new ApiError(409, 'the local container engine starts a container only once');
  }
  try {
    await container.start();
  } catch (error) {
    throw new ApiError(400, error instanceof Error ? error.message : String(error));
  }
  sendNothing(response);
}

async function stop(container: Container, { query, response }: Call): Promise<void> {
  const running = container.state.status === 'running';
  const seconds = Number(query.get('t') ?? DEFAULT_STOP_SECONDS);
  if (!Number.isFinite(seconds)) throw new ApiError(400, `invalid value for t: ${String(seconds)}`);
  await container.stop(Math.max(0, seconds) * 1000);
  sendNothing(response, running ? 204 : 304);
}

async function kill(container: Container, { query, response }: Call): Promise<void> {
  const signal = signalNamed(query.get('signal') ?? 'SIGKILL');
  if (container.state.status !== 'running') {
    throw new ApiError(
      409,
      `cannot kill container: ${container.settings.id}: container ${container.settings.id} is not running`,
    );
  }
  await container.kill(signal);
  sendNothing(response);
}

async function wait(container: Container, { response }: Call): Promise<void> {
  sendJson(response, 200, { StatusCode: await container.ended });
}

async function remove(store: ContainerStore, container: Container, call: Call): Promise<void> {
  if (container.state.status === 'running') {
    if (!isTrue(call.query.get('force'))) {
      throw new ApiError(
        409,
        `cannot remove container "/${container.settings.name}": container is running: stop the container before removing or force remove`,
      );
    }
    await container.kill('SIGKILL');
  }
  container.remove();
  store.forget(container);
  sendNothing(call.response);
}

function logs(container: Container, { query, request, response }: Call): void {
  const wanted = (entry: LogEntry) => isTrue(query.get(entry.stream));
  if (!isTrue(query.get('stdout')) && !isTrue(query.get('stderr'))) {
    throw new ApiError(400, 'Bad parameters: you must choose at least one stream');
  }
  const timestamps = isTrue(query.get('timestamps'));
  const tail = Number(query.get('tail') ?? 'all');
  const kept = container.log.entries.filter(wanted);
  response.writeHead(200, { 'content-type': 'application/vnd.docker.multiplexed-stream' });
  for (const entry of Number.isNaN(tail) ? kept : kept.slice(Math.max(0, kept.length - tail))) {
    response.write(frame(entry, timestamps));
  }
  if (!isTrue(query.get('follow'))) {
    response.end();
    return;
  }
  response.flushHeaders();
  const unfollow = container.log.follow({
    entry: (entry) => wanted(entry) && response.write(frame(entry, timestamps)),
    end: () => response.end(),
  });
  request.once('close', unfollow);
  response.once('close', unfollow);
}

function isTrue(value: string | null): boolean {
  return value !== null && ['1', 'true', 'True'].includes(value);
}
