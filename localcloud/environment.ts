import { dirname, delimiter } from 'node:path';

/** What the environment of an action, a shell or the engine has to know of a local cloud. */
export interface CloudAddresses {
  readonly gatewayUrl: string;
  readonly githubApiUrl: string;
  readonly githubServerUrl: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly pulumiHome: string;
  readonly backendUrl: string;
  /** The engine's executable; its folder comes first on PATH. */
  readonly enginePath: string;
  /** Authority of the edge's certificates. */
  readonly caFile: string;
}

/**
 * These open no state of worth: local stacks are thrown away. They are words of their own, because an
 * action masks them in all that it says.
 */
const LOCAL_PASSPHRASE = 'no-secret-passphrase';
const LOCAL_SECRET_KEY = 'no-secret-access-key';

/**
 * The variables that make the bundles and the engine use a local cloud; nothing else differs.
 * @param path PATH to put the engine before
 */
export function cloudEnvironment(
  cloud: CloudAddresses,
  path: string | undefined,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: cloud.gatewayUrl,
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: cloud.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_SECRET_KEY,
    AWS_EC2_METADATA_DISABLED: 'true',
    GITHUB_API_URL: cloud.githubApiUrl,
    GITHUB_SERVER_URL: cloud.githubServerUrl,
    PULUMI_HOME: cloud.pulumiHome,
    PULUMI_BACKEND_URL: cloud.backendUrl,
    PULUMI_CONFIG_PASSPHRASE: LOCAL_PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    NODE_EXTRA_CA_CERTS: cloud.caFile,
    PATH: [dirname(cloud.enginePath), ...(path === undefined ? [] : [path])].join(delimiter),
  };
}
