import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What `image.json` says, with its defaults. */
export interface ManifestConfig {
  readonly command: readonly string[];
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ManifestFile {
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Media type of the manifests; the registry only keeps and hashes them. */
export const MANIFEST_MEDIA_TYPE = 'application/vnd.macro-infra.local.image.v1+json';
const CONFIG_MEDIA_TYPE = 'application/vnd.macro-infra.local.config.v1+json';
const FILE_MEDIA_TYPE = 'application/vnd.macro-infra.local.file.v1';

/** OCI image specification, "Pre-Defined Annotation Keys". */
const PATH = 'org.opencontainers.image.title';
const EXECUTABLE = 'dev.macro-infra.local.executable';

/**
 * A manifest in OCI's form: the configuration is a blob (embedded too, as OCI's `data` allows), each
 * file a layer. So an image can stand in an OCI layout, and tools that check one can check it.
 */
export function manifestText(config: ManifestConfig, files: readonly ManifestFile[]): string {
  const text = configText(config);
  const layers = files.map(({ path, size, executable, sha256 }) => ({
    mediaType: FILE_MEDIA_TYPE,
    digest: `sha256:${sha256}`,
    size,
    annotations: { [PATH]: path, ...(executable ? { [EXECUTABLE]: 'true' } : {}) },
  }));
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST_MEDIA_TYPE,
    config: {
      mediaType: CONFIG_MEDIA_TYPE,
      digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
      size: Buffer.byteLength(text),
      data: Buffer.from(text).toString('base64'),
    },
    layers,
  });
}

/** The configuration's blob. */
export function configText({ command, workdir, env }: ManifestConfig): string {
  return JSON.stringify({ command, workdir, env });
}

const manifestSchema = z.object({
  config: z.object({ data: z.base64() }),
  layers: z.array(
    z.object({
      digest: z.string().startsWith('sha256:'),
      size: z.number(),
      annotations: z.record(z.string(), z.string()),
    }),
  ),
});

/** Reads a manifest back; the configuration as it was written, to be parsed by whoever knows it. */
export function readManifestText(text: string): {
  readonly config: unknown;
  readonly files: readonly ManifestFile[];
} {
  const { config, layers } = manifestSchema.parse(JSON.parse(text));
  const files = layers.map(({ digest, size, annotations }) => ({
    path: annotations[PATH] ?? '',
    size,
    executable: annotations[EXECUTABLE] === 'true',
    sha256: digest.slice('sha256:'.length),
  }));
  return { config: JSON.parse(Buffer.from(config.data, 'base64').toString()) as unknown, files };
}
