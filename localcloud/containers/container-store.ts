import { randomBytes } from 'node:crypto';
import { ApiError } from './api.ts';
import type { ContainerStore } from './container-routes.ts';
import { Container, type ContainerHost } from './container.ts';
import type { CreateRequest } from './create-request.ts';
import type { ImageStore } from './image-routes.ts';

/** The containers of one engine, by id and name. */
export function containerStore(images: ImageStore, host: ContainerHost): ContainerStore {
  const containers = new Map<string, Container>();
  const named = (name: string) =>
    [...containers.values()].find((container) => container.settings.name === name);
  return {
    all: () => [...containers.values()],
    forget: (container) => void containers.delete(container.settings.id),
    get: (reference) => {
      const found = containers.get(reference) ?? named(reference) ?? byPrefix(reference);
      if (!found) throw new ApiError(404, `No such container: ${reference}`);
      return found;
    },
    create: (request) => {
      const holder = request.name === undefined ? undefined : named(request.name);
      if (holder) throw nameTaken(holder);
      const container = newContainer(request, images, host);
      containers.set(container.settings.id, container);
      return container;
    },
  };

  function byPrefix(reference: string): Container | undefined {
    const matches = [...containers.values()].filter((c) => c.settings.id.startsWith(reference));
    return matches.length === 1 ? matches[0] : undefined;
  }
}

function newContainer(request: CreateRequest, images: ImageStore, host: ContainerHost): Container {
  const stored = images.get(request.image);
  const { config } = stored.manifest;
  const id = randomBytes(32).toString('hex');
  return new Container(
    {
      id,
      name: request.name ?? `container-${id.slice(0, 12)}`,
      image: request.image,
      stored,
      command: request.command ?? config.command,
      env: { ...config.env, ...request.env },
      workdir: request.workdir ?? config.workdir,
      labels: request.labels,
    },
    host,
  );
}

function nameTaken({ settings: { name, id } }: Container): ApiError {
  return new ApiError(
    409,
    `Conflict. The container name "/${name}" is already in use by container "${id}". You have to remove (or rename) that container to be able to reuse that name.`,
  );
}
