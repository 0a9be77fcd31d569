import { DEFAULT_POLICY } from '../../action-shared/admission/facts.ts';
import type { AdmissionPolicy, Known } from '../../action-shared/admission/facts.ts';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import { peekAppName, peekBaseName } from '../../action-shared/config/app-name.ts';
import type { Inputs } from './inputs.ts';
import type { Asking } from './known.ts';

/** The app's file on the base branch. Names are found also where the file is wrong elsewhere. */
export interface BaseFile {
  readonly app: string;
  readonly base: string | null;
  readonly policy: Known<AdmissionPolicy>;
}

type About = Pick<Inputs, 'app' | 'base' | 'configFile' | 'repository'>;

/** Reads the file from the branch that a pull request wants to merge into. */
export async function readBaseFile(
  inputs: About,
  baseRef: string,
  { reads, known }: Asking,
): Promise<BaseFile> {
  const what = 'the policy of the base branch';
  const text = await known(what, () => reads.appFile(baseRef));
  if (text === 'unknown') return { ...namesIn(null, inputs), policy: 'unknown' };
  const policy = await known(what, () => Promise.resolve(policyIn(text, inputs)));
  return { ...namesIn(text, inputs), policy };
}

function namesIn(
  text: string | null,
  { app, base, repository }: About,
): Pick<BaseFile, 'app' | 'base'> {
  return { app: app ?? peekAppName(text, repository), base: base ?? peekBaseName(text) };
}

/** A repository that has no file yet has the usual policy. */
function policyIn(text: string | null, { configFile, repository }: About): AdmissionPolicy {
  if (text === null) return DEFAULT_POLICY;
  const file = parseAppFile(text, { fileName: configFile, repositoryName: repository });
  const { drafts, bots, forks, labels, paths, max, whenFull } = file.previews;
  return { drafts, bots, forks, labels, paths, max, whenFull };
}
