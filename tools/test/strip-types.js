import { stripTypeScriptTypes } from 'node:module';

/** Jest's way to run our TypeScript: Node's own type stripping, the same that runs it everywhere else. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
