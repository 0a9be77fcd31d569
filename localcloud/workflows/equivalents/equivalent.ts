import type { Json } from '../expressions/evaluate.ts';
import type { JobRequest } from '../scheduler/ports.ts';

/** What the equivalents use of the local cloud. */
export interface EquivalentCloud {
  /** Commit of a branch, tag or SHA; null: the repository has none of that name, or is not there. */
  readonly resolveRef: (repository: string, ref: string) => string | null;
  readonly filesAt: (repository: string, sha: string) => Readonly<Record<string, string>>;
  /** Stores a folder as an image; the digest is known before and after. */
  readonly pushImage: (
    folder: string,
    repository: string,
    tag: string | undefined,
  ) => Promise<{ readonly digest: string; readonly ref: string }>;
  /** Digest that an image of this folder has. */
  readonly digestOf: (folder: string) => string;
  /** Writes the folder's image as an OCI layout into a tar file. */
  readonly writeOciLayout: (folder: string, file: string) => void;
  /** Makes an artifact known to the local GitHub; gives its id. */
  readonly addArtifact: (artifact: {
    readonly runId: number;
    readonly name: string;
    readonly sizeBytes: number;
    readonly digest: string;
  }) => number;
  /** Folder that holds the artifacts of all runs: `<run>/<name>/`. */
  readonly artifactsDir: string;
  /** Where AWS is. */
  readonly awsEndpoint: string;
}

/** One use of an equivalent in a job. */
export interface EquivalentCall {
  /** As the action would get them: given ones, and '' for those that are not. */
  readonly input: (name: string) => string;
  readonly workspace: string;
  readonly tempDir: string;
  readonly github: Readonly<Record<string, Json>>;
  readonly request: JobRequest;
  readonly cloud: EquivalentCloud;
  /** Environment of the step. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly mask: (secret: string) => void;
  readonly setOutput: (name: string, value: string) => void;
  /** For this job's later steps. */
  readonly exportVariable: (name: string, value: string) => void;
}

/** A step that needs what is not here, done by local means. */
export interface Equivalent {
  /** `owner/repo` or `owner/repo/path`. */
  readonly replaces: string;
  readonly does: string;
  /** What the action does and this does not. */
  readonly leavesOut: string;
  readonly run: (call: EquivalentCall) => Promise<void>;
}
