import type { Container } from './container.ts';

/** The date Docker gives for what has not happened. */
const NEVER = '0001-01-01T00:00:00Z';

/** Answer of `GET /containers/<id>/json`, as far as clients read it. */
export function containerDetails(container: Container): unknown {
  const { settings, state, createdAt } = container;
  return {
    Id: settings.id,
    Name: `/${settings.name}`,
    Created: createdAt.toISOString(),
    Image: settings.stored.digest,
    Path: settings.command[0] ?? '',
    Args: settings.command.slice(1),
    RestartCount: 0,
    State: {
      Status: state.status,
      Running: state.status === 'running',
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: state.pid,
      ExitCode: state.exitCode,
      Error: '',
      StartedAt: state.startedAt?.toISOString() ?? NEVER,
      FinishedAt: state.finishedAt?.toISOString() ?? NEVER,
    },
    Config: {
      Tty: false, // clients read it to know that logs are multiplexed
      Image: settings.image,
      Cmd: settings.command,
      Env: Object.entries(settings.env).map(([key, value]) => `${key}=${value}`),
      WorkingDir: settings.workdir,
      Labels: settings.labels,
    },
    HostConfig: { NetworkMode: 'bridge' },
    Mounts: [],
    NetworkSettings: networkSettings(container),
  };
}

/** One row of `GET /containers/json`. */
export function containerSummary(container: Container): unknown {
  const { settings, state, createdAt } = container;
  return {
    Id: settings.id,
    Names: [`/${settings.name}`],
    Image: settings.image,
    ImageID: settings.stored.digest,
    Command: settings.command.join(' '),
    Created: Math.floor(createdAt.getTime() / 1000),
    Labels: settings.labels,
    State: state.status,
    Status: state.status === 'exited' ? `Exited (${state.exitCode})` : state.status,
    Ports: [],
    Mounts: [],
    NetworkSettings: networkSettings(container),
  };
}

function networkSettings({ state }: Container): { Networks: Record<string, unknown> } {
  return { Networks: { bridge: { NetworkID: 'bridge', IPAddress: state.address ?? '' } } };
}
