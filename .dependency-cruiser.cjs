/** Imports point one way (docs/adr/0001-house.md); checked by `npm test`. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: {
    path: '^(actions|action-shared|programs|localcloud|tools|e2e|examples)/',
    pathNot: allowed,
  },
});
const package_ = (name, packages, rooms) => ({
  name,
  severity: 'error',
  from: { path: '^(actions|action-shared|programs)/', pathNot: [...rooms, '\\.test\\.ts$'] },
  to: { path: packages.map((one) => `node_modules/${one}`) },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('actions-use-shared-only', '^actions/([^/]+)/', ['^actions/$1/', '^action-shared/']),
    only('shared-uses-shared-only', '^action-shared/', ['^action-shared/']),
    only('components-stand-alone', '^programs/components/', [
      '^programs/components/',
      '^action-shared/(documents|naming|config|errors)',
    ]),
    only('factory-composes-components', '^programs/factory/', [
      '^programs/(factory|components)/',
      '^action-shared/(documents|naming|config|errors)',
    ]),
    only('programs-give-values', '^programs/(base|preview|environment)/', [
      '^programs/$1/',
      '^programs/(factory|components|from-command-line)',
      '^action-shared/(documents|naming|config|errors)',
    ]),
    only('stack-runner-knows-programs', '^programs/stack-runner/', [
      '^programs/',
      '^action-shared/(documents|naming|config|errors|engine/protocol)',
    ]),
    only('localcloud-stays-outside', '^localcloud/', [
      '^localcloud/',
      '^tools/setup/',
      '^action-shared/',
      '^programs/',
    ]),
    only('naming-comment-documents-are-pure', '^action-shared/(naming|comment|documents)/', [
      '^action-shared/(naming|comment|documents|errors)',
    ]),
    package_('only-runner-knows-the-runner', ['@actions/(core|exec)/'], ['^action-shared/runner/']),
    package_(
      'only-github-knows-octokit',
      ['(octokit|@octokit|@actions/github)/'],
      ['^action-shared/github/'],
    ),
    package_(
      'only-aws-knows-aws',
      ['@aws-sdk/'],
      ['^action-shared/aws/', '^action-shared/engine/'],
    ),
    package_('only-programs-know-pulumi', ['@pulumi/'], ['^programs/']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|\\.local/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
