import { describe, it } from '@jest/globals';
import type { TestedCloud } from '../../localcloud/provider/testing/use-cloud.ts';
import { installReferee, locateReferee } from './locate.ts';

/** HashiCorp's real AWS provider, for tests that are skipped on a machine that has none. */
export interface TestedReferee {
  readonly describe: typeof describe.skip;
  readonly it: typeof it.skip;
  /** Puts it in the place of the stand-in, for the engine with this Pulumi home. */
  install(pulumiHome: string): void;
  /** A new Pulumi home beside the cloud's own, with the referee in it. */
  home(live: Pick<TestedCloud, 'folder'>): string;
}

/** @param tests What is not proven without it, for the line that says so: a skipped test says nothing. */
export function useReferee(tests: string): TestedReferee {
  const referee = locateReferee(process.env);
  if (typeof referee === 'string') {
    process.stderr.write(`skipped, not proven: ${tests}: ${referee}\n`);
    const install = (): never => {
      throw new Error(referee);
    };
    return { describe: describe.skip, it: it.skip, install, home: install };
  }
  const install = (pulumiHome: string): void => {
    installReferee(referee, pulumiHome);
  };
  const home = (live: Pick<TestedCloud, 'folder'>): string => {
    const pulumiHome = live.folder('referee');
    install(pulumiHome);
    return pulumiHome;
  };
  return { describe, it, install, home };
}
