/** What every action on a stack may be told wrongly. */
const COMMON = {
  app: 'Shop!',
  base: 'DEV',
  region: 'mars',
  'backend-url': 'ftp://state',
  'secrets-provider': 'none',
  'pulumi-version': 'latest',
  'timeout-minutes': '0',
} as const;

const WITHOUT_APP = Object.fromEntries(Object.entries(COMMON).filter(([name]) => name !== 'app'));

export interface BadInputs {
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Names of all these inputs, sorted. */
  readonly wrong: readonly string[];
}

/** For each action, every input wrong that can be at once. */
export const BAD_INPUTS: readonly BadInputs[] = [
  listed('deploy-preview', {
    ...COMMON,
    'github-token': '',
    'pr-number': '0',
    sha: 'main',
    images: 'web',
    'environment-name': 'preview',
    'on-failure': 'explode',
    ttl: 'soon',
    comment: 'maybe',
    'health-timeout-seconds': '5',
  }),
  listed('cleanup-preview', {
    ...COMMON,
    'github-token': '',
    'pr-number': 'twelve',
    comment: 'yes',
    verify: '1',
    'environment-name': 'preview',
    'delete-environment': 'perhaps',
  }),
  listed('ensure-base-stack', {
    ...WITHOUT_APP,
    'github-token': '',
    attempts: '11',
    mode: 'destroy',
    'base-config': '/nowhere/base.yaml',
  }),
  listed('health-check', {
    urls: 'example.com',
    path: 'health',
    'expected-status': '99',
    'expected-body': '/(/',
    'expected-header': 'a b: c',
    'expect-version': 'abc',
    'version-header': 'a b',
    consecutive: '0',
    'interval-seconds': '61',
    'request-timeout-seconds': '0',
    'timeout-seconds': 'long',
    'max-attempts': '1.5',
    headers: 'nonsense',
    method: 'DELETE',
  }),
  listed(
    'post-preview-comment',
    {
      'github-token': '',
      app: 'Shop!',
      'config-file': ' ',
      'pr-number': '-1',
      mode: 'replace',
      section: 'Two Words',
      state: 'fine',
    },
    ['body'],
  ),
];

/** @param missing inputs that are wrong because they were not given */
function listed(
  action: string,
  inputs: Readonly<Record<string, string>>,
  missing: readonly string[] = [],
): BadInputs {
  return { action, inputs, wrong: [...Object.keys(inputs), ...missing].sort() };
}
