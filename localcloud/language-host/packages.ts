import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A package the program depends on directly. */
export interface Dependency {
  readonly name: string;
  /** The installed version. */
  readonly version: string;
  /** Plugin the package needs in the engine; null for most. */
  readonly plugin: { readonly name: string; readonly version: string } | null;
}

const manifestSchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  pulumi: z
    .object({
      resource: z.boolean().default(false),
      name: z.string().optional(),
      version: z.string().optional(),
    })
    .optional(),
});
type Manifest = z.infer<typeof manifestSchema>;

/** Direct dependencies of the program in `folder` that are installed, by the nearest package.json. */
export function dependenciesOf(folder: string): readonly Dependency[] {
  const own = nearestManifest(folder);
  if (own === undefined) return [];
  const names = Object.keys(readManifest(own).dependencies).toSorted();
  return names.flatMap((name) => {
    const manifest = installedManifest(own, name);
    return manifest === undefined ? [] : [dependencyOf(name, manifest)];
  });
}

function dependencyOf(name: string, { version = '', pulumi }: Manifest): Dependency {
  if (pulumi?.resource !== true) return { name, version, plugin: null };
  const plugin = {
    name: pulumi.name ?? name.replace(/^@.*\//, ''),
    version: pulumi.version ?? version,
  };
  return { name, version, plugin };
}

function nearestManifest(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return file;
  const above = dirname(folder);
  return above === folder ? undefined : nearestManifest(above);
}

/** Looked for as Node looks for modules; a package's `exports` do not have to show its package.json. */
function installedManifest(from: string, name: string): Manifest | undefined {
  const places = createRequire(from).resolve.paths(name) ?? [];
  const file = places.map((place) => join(place, name, 'package.json')).find(existsSync);
  return file === undefined ? undefined : readManifest(file);
}

function readManifest(file: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
