/**
 * What the engine starts a language plugin with: flags of its own log and tracing, which are not needed
 * here, and its address as the last argument.
 *
 * @throws Error when there is no address, that is when a person starts the plugin.
 */
export function readOptions(argv: readonly string[]): { readonly engineAddress: string } {
  const engineAddress = argv.at(-1);
  if (engineAddress === undefined || engineAddress.startsWith('-')) {
    throw new Error('pulumi-language-nodejs is started by the Pulumi engine, with its address');
  }
  return { engineAddress };
}
