import type { Finding, LintedFile } from '../model.ts';

/**
 * Scripts get values by environment variables only: what is written into a script by `${{ }}` is run.
 * These contexts cannot hold a user's text; everything else (titles, branches, inputs, outputs of steps,
 * which may come from any of them) can.
 */
const SAFE =
  /^(?:runner\.(?:os|arch|temp|tool_cache|name)|github\.(?:sha|run_id|run_attempt|run_number|repository|repository_id|repository_owner|repository_owner_id|workspace|action_path|server_url|api_url|event_name|workflow_sha|job)|job\.status|steps\.[\w-]+\.(?:outcome|conclusion)|needs\.[\w-]+\.result)$/;

const EXPRESSION = /\$\{\{(.*?)\}\}/gs;

/** Ways from a script into later steps that a value can break out of. */
const CHANNELS = /\bGITHUB_(?:ENV|PATH)\b|::(?:set-env|add-path|set-output|save-state)\b/;

/** No `${{ }}` of a user's text in anything that is run, and no channel that changes later steps' environment. */
export function checkScripts(file: LintedFile): readonly Finding[] {
  const { path, texts } = file.source;
  return texts
    .filter(({ place }) => isScript(place.at(-1), place.at(-2)))
    .flatMap(({ text, line }) => {
      const messages = [...text.matchAll(EXPRESSION)]
        .map(([, inside = '']) => inside.trim())
        .filter((inside) => !SAFE.test(inside))
        .map((inside) => `\${{ ${inside} }} in a script is run: hand it over by \`env\``);
      const channel = CHANNELS.exec(text)?.[0];
      if (channel !== undefined)
        messages.push(`${channel} changes the environment of later steps: use an output`);
      return messages.map((message) => ({ path, line, message }));
    });
}

/** `run:` of a step, and `script:` that actions/github-script and its like run. */
function isScript(key: string | number | undefined, parent: string | number | undefined): boolean {
  return key === 'run' || (key === 'script' && parent === 'with');
}
